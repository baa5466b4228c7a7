// The ladder of a call: a column for each party and one for the box, an arrow for each message in the
// order of their times. A message is chosen by mouse or keyboard and its text stands below.
import {useState} from 'preact/hooks';
import {fullNameOf} from '../lists';
import type {Leg, Message} from '../types';
import {w} from '../words';

const row = 34;
const top = 46;
const column = 240;
const longestLabel = 36;
const margin = 78;  // left of the first column, for the times

interface LadderProps { legs: Leg[]; messages: Message[] }

// The caller stands left of the box, everybody else right of it.
const columnOf = (leg: number) => (leg === 0 ? 0 : leg + 1);
const xOf = (at: number) => margin + 60 + at * column;

const nameOf = (message: Message) =>
  message.status !== null && message.status !== undefined ? `${message.status} ${message.reason ?? ''}`.trim() : message.method;

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

export function Ladder({legs, messages}: LadderProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const width = xOf(Math.max(legs.length, 1)) + 70;
  const height = top + messages.length * row + 14;
  const heads = [...legs.map((leg, index) => [columnOf(index), fullNameOf(leg.name)] as const), [1, 'Jackfield'] as const];
  const message = chosen === null ? undefined : messages[chosen];
  return (
    <>
      <section class="ladder" aria-label={w.ladder.title} data-testid="ladder">
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
          {heads.map(([at, name]) => (
            <g key={at}>
              <text class="head-text" x={xOf(at)} y={20} text-anchor="middle">{cut(name, 24)}</text>
              <line class="lifeline" x1={xOf(at)} x2={xOf(at)} y1={30} y2={height} />
            </g>
          ))}
          {messages.map((one, index) => (
            <Arrow key={index} message={one} y={top + index * row} chosen={index === chosen}
              choose={() => setChosen(index === chosen ? null : index)} from={legs[one.leg]?.name ?? ''} />
          ))}
        </svg>
      </section>
      <div role="status">
        {message && (
          <section class="card" aria-label={w.ladder.text} data-testid="ladder-text">
            <h3>{nameOf(message)}</h3>
            <p class="muted">{message.at} · <code>{message.flow}</code>{message.times > 1 && ` · ${w.ladder.times(message.times)}`}{!message.whole && ` · ${w.ladder.cut}`}</p>
            <pre tabIndex={0} aria-label={w.ladder.text}>{message.text}</pre>
          </section>
        )}
      </div>
    </>
  );
}

interface ArrowProps { message: Message; y: number; chosen: boolean; choose(): void; from: string }

function Arrow({message, y, chosen, choose, from}: ArrowProps) {
  const phone = xOf(columnOf(message.leg));
  const box = xOf(1);
  const [start, end] = message.sent ? [box, phone] : [phone, box];
  const tip = end > start ? -8 : 8;
  const name = `${cut(nameOf(message), longestLabel)}${message.times > 1 ? ` ×${message.times}` : ''}`;
  const after = `+${(message.after_ms / 1000).toFixed(3)}`;
  const kind = (message.status ?? 0) >= 400 ? 'bad' : (message.status ?? 0) >= 200 ? 'good' : '';
  // Beside the box, where no other column's line passes.
  const label = message.leg > 1 ? box + column / 2 : (start + end) / 2;
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    choose();
  };
  return (
    <g class={`arrow ${kind} ${chosen ? 'chosen' : ''}`} role="button" tabindex={0} aria-pressed={chosen} data-testid="ladder-message"
      aria-label={w.ladder.says(after, name, fullNameOf(from), message.sent)} onClick={choose} onKeyDown={pressed}>
      <rect class="hit" x={2} width={Math.max(phone, box) + 4} y={y - 12} height={row - 4} rx={4} />
      <text class="offset" x={8} y={y + 10}>{after}</text>{' '}
      <text class="label" x={label} y={y + 3} text-anchor="middle">{name}</text>
      <line x1={start} x2={end} y1={y + 10} y2={y + 10} />
      <path d={`M${end} ${y + 10}l${tip} -4v8z`} />
    </g>
  );
}

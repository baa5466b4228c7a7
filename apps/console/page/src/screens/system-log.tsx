// The tail of the log, as it grows.
import {useEffect, useState} from 'preact/hooks';
import {get} from '../api';
import {useCell} from '../cell';
import {connected, latestLog} from '../live';
import {Choice} from '../parts/field';
import {Notice} from '../parts/notice';
import {dateTime} from '../says';
import type {LogEvent, Problem} from '../types';
import {w} from '../words';

const kept = 500;
const pollEvery = 5_000;
const order = ['debug', 'info', 'warning', 'error'] as const;
type Severity = typeof order[number];

function joined(before: LogEvent[], more: LogEvent[]): LogEvent[] {
  const last = before[before.length - 1]?.id ?? 0;
  return [...before, ...more.filter(one => one.id > last)].slice(-kept);
}

export function LogTail() {
  const [events, setEvents] = useState<LogEvent[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [least, setLeast] = useState<Severity>('info');
  const live = useCell(connected);
  async function load(after: number) {
    const answer = await get<{ events: LogEvent[] }>(`/log?after=${after}`);
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) setEvents(before => joined(before, answer.value.events));
  }
  useEffect(() => { void load(0); }, []);
  useEffect(() => latestLog.watch(id => {
    if (id !== null) void load(Math.max(0, id - 1));
  }), []);
  useEffect(() => {
    if (live) return undefined;
    const timer = setInterval(() => void load(events[events.length - 1]?.id ?? 0), pollEvery);
    return () => clearInterval(timer);
  }, [live, events]);
  const shown = events.filter(one => order.indexOf(one.severity) >= order.indexOf(least)).reverse();
  return (
    <>
      <Notice problem={problem} />
      <Choice label={w.log.least} value={least} onValue={value => setLeast(value as Severity)} testid="log-least"
        choices={order.map(one => [one, w.log.severity[one]] as const)} />
      {shown.length === 0 && <p class="muted">{w.log.none}</p>}
      <ol class="log" reversed data-testid="log" tabIndex={0} aria-label={w.system.places.log}>
        {shown.map(one => (
          <li key={one.id} class={one.severity}>
            <span class="time">{dateTime(one.at)}</span> <span class="severity">{w.log.severity[one.severity]}</span> <span>{one.text}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

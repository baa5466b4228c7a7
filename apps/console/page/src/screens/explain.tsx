// "Where would a call to … go?", answered in place.
import {useState} from 'preact/hooks';
import {get, part} from '../api';
import {extensions, fullNameOf} from '../lists';
import {Choice, Field} from '../parts/field';
import {Notice} from '../parts/notice';
import {routeSays} from '../rule-says';
import type {Explanation, Forward, Problem} from '../types';
import {w} from '../words';

export function Explain() {
  const people = extensions.items.value ?? [];
  const [number, setNumber] = useState('');
  const [chosen, setFrom] = useState<string | null>(null);
  const from = chosen ?? people[0]?.number ?? '';
  const [explained, setExplained] = useState<Explanation | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function submit(event: Event) {
    event.preventDefault();
    const answer = await get<Explanation>(`/explain?number=${part(number.trim())}${from ? `&from=${part(from)}` : ''}`);
    setProblem(answer.ok ? null : answer.problem);
    setExplained(answer.ok ? answer.value : null);
  }
  return (
    <section class="card" aria-label={w.explain.title}>
      <h2>{w.explain.title}</h2>
      <form class="inline" onSubmit={event => void submit(event)}>
        <Field label={w.explain.number} value={number} onValue={setNumber} required inputMode="tel" maxLength={64} testid="explain-number" />
        <Choice label={w.explain.from} value={from} onValue={setFrom} testid="explain-from"
          choices={[...people.map(one => [one.number, fullNameOf(one.number)] as const), ['', w.explain.stranger] as const]} />
        <button type="submit" data-testid="explain-submit">{w.explain.ask}</button>
      </form>
      <Notice problem={problem} />
      <div role="status" data-testid="explain-answer">{explained && <Answer explained={explained} />}</div>
    </section>
  );
}

// Where the forward leads, unless that is just the person it names.
const onward = ({number, route}: Forward) => (route.number === number && route.action === 'extension' ? '' : routeSays(route));

function Answer({explained: {route, considered, targets, ringing}}: { explained: Explanation }) {
  return (
    <>
      <p class="answer">{routeSays(route)} <span class="term">{route.action}</span></p>
      {(route.action === 'extension' || route.action === 'proxy') && (
        targets.length > 0
          ? <p class="muted">{w.explain.targets} {targets.map(uri => <code key={uri}>{uri}</code>)}</p>
          : <p class="muted">{w.explain.noTargets}</p>
      )}
      {ringing?.seconds !== undefined && <p class="muted">{w.explain.rings(ringing.seconds)}</p>}
      {ringing?.when_busy && <p class="muted">{w.explain.whenBusy(fullNameOf(ringing.when_busy.number))} {onward(ringing.when_busy)}</p>}
      {ringing?.when_unanswered && <p class="muted">{w.explain.whenUnanswered(fullNameOf(ringing.when_unanswered.number))} {onward(ringing.when_unanswered)}</p>}
      <ol class="considered">
        {considered.map(rule => (
          <li key={rule.position} class={rule.decided ? 'decided' : ''}>
            <span class="number">{rule.position}</span> {rule.name} <small>{rule.decided ? w.explain.decided : rule.why}</small>
          </li>
        ))}
      </ol>
    </>
  );
}

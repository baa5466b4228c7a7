// The dialplan: plain words first, the telephone term beside them.
import {useEffect, useState} from 'preact/hooks';
import {ask, get, rulePath} from '../api';
import {useCell} from '../cell';
import {apps, extensions, rules} from '../lists';
import type {ScreenProps} from '../parts/lazy';
import {Notice} from '../parts/notice';
import {confirm} from '../parts/questions';
import {Screen} from '../parts/screen';
import {say} from '../parts/toasts';
import {hrefOf} from '../route';
import {ruleSays, ruleTerm} from '../rule-says';
import type {Problem, Rule} from '../types';
import {w} from '../words';
import {Explain} from './explain';
import {RuleForm} from './rule-form';

export default function Rules({rest: [which]}: ScreenProps) {
  const all = useCell(rules.items);
  useEffect(() => { void rules.load(); }, [which]);
  useEffect(() => { void apps.load(); }, []);  // in the language of now
  // A new rule goes behind those there are.
  if (which === 'new' && !all) return <p aria-busy="true">{w.common.loading}</p>;
  if (which) return <RuleForm key={which} position={which === 'new' ? null : Number(which)} />;
  return <RuleList />;
}

function RuleList() {
  const all = useCell(rules.items);
  const refused = useCell(rules.problem);
  useCell(extensions.items);
  useCell(apps.items);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [moving, setMoving] = useState(false);
  async function move(index: number, by: 1 | -1) {
    const one = all?.[index];
    if (!all || !one || moving) return;
    setMoving(true);
    const positions = all.map(rule => rule.position);
    [positions[index], positions[index + by]] = [positions[index + by]!, positions[index]!];
    const answer = await ask('PUT', '/rules/order', {positions}, rules.etag);
    await rules.load();
    setMoving(false);
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    // Who has changed places once and does so again is back.
    say(w.rules.moved(one.name || String(one.position)), async () => {
      const undone = await ask('PUT', '/rules/order', {positions}, answer.etag);
      await rules.load();
      say(undone.ok ? w.common.undone : undone.problem.detail ?? undone.problem.title);
    });
  }
  async function remove(rule: Rule) {
    const seen = await get<Rule>(rulePath(rule.position));
    if (!await confirm(w.rules.removeTitle, ruleSays(seen.ok ? seen.value : rule), w.rules.remove)) return;
    const answer = await ask('DELETE', rulePath(rule.position), undefined, seen.ok ? seen.etag : undefined);
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) say(w.rules.removed);
    void rules.load();
  }
  return (
    <Screen title={w.rules.title} lead={w.rules.lead} testid="rules"
      actions={<a role="button" href={hrefOf('rules', 'new')} data-testid="rule-add">{w.rules.add}</a>}>
      <Explain />
      <Notice problem={problem ?? refused} />
      <ol class="rows rules" data-testid="rule-list">
        {(all ?? []).map((rule, index) => (
          <li key={rule.position} data-testid={`rule-${rule.position}`}>
            <span class="grow">
              {ruleSays(rule)}
              <small class="muted">{rule.position}{rule.name && ` · ${rule.name}`} · <code>{ruleTerm(rule)}</code></small>
            </span>
            <span class="buttons">
              <button type="button" class="secondary small" aria-label={w.rules.up(rule.position)} disabled={index === 0 || moving}
                data-testid={`rule-up-${rule.position}`} onClick={() => void move(index, -1)}>↑</button>
              <button type="button" class="secondary small" aria-label={w.rules.down(rule.position)} disabled={index === (all?.length ?? 0) - 1 || moving}
                data-testid={`rule-down-${rule.position}`} onClick={() => void move(index, 1)}>↓</button>
              <a role="button" class="secondary small" href={hrefOf('rules', String(rule.position))} aria-label={w.rules.editOf(rule.position)}
                data-testid={`rule-edit-${rule.position}`}>{w.common.edit}</a>
              <button type="button" class="secondary small" aria-label={w.rules.removeOf(rule.position)}
                data-testid={`rule-remove-${rule.position}`} onClick={() => void remove(rule)}>{w.common.remove}</button>
            </span>
          </li>
        ))}
      </ol>
      {all?.length === 0 && <p class="muted">{w.rules.none}</p>}
    </Screen>
  );
}

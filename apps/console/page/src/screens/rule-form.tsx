// One rule, new or changed. The sentence it makes is shown while it is written.
import {useEffect, useState} from 'preact/hooks';
import {ask, get, rulePath} from '../api';
import {useCell} from '../cell';
import {apps, rules} from '../lists';
import {Choice, faultOf, Field} from '../parts/field';
import {Notice} from '../parts/notice';
import {Screen} from '../parts/screen';
import {say} from '../parts/toasts';
import {go, hrefOf} from '../route';
import {appParts, ruleSays, ruleTerm} from '../rule-says';
import {differences, save} from '../save';
import type {Action, Caller, Problem, Rule} from '../types';
import {w} from '../words';

const fields = ['position', 'name', 'caller', 'user', 'domain', 'action', 'argument'] as const;
const step = 10;

const fresh = (): Rule => ({
  position: Math.max(0, ...(rules.items.value ?? []).map(rule => rule.position)) + step,
  name: '', caller: 'extension', user: '', domain: 'local', action: 'extension', argument: '',
});

const withArgument = new Set<Action>(['redirect', 'reject']);

export function RuleForm({position}: { position: number | null }) {
  const [before, setBefore] = useState<Rule | null>(position === null ? fresh : null);
  const [rule, setRule] = useState<Rule | null>(before);
  const [etag, setEtag] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    if (position === null) return;
    void get<Rule>(rulePath(position)).then(answer => {
      if (!answer.ok) {
        setProblem(answer.problem);
        return;
      }
      setBefore(answer.value);
      setRule(answer.value);
      setEtag(answer.etag);
    });
  }, [position]);
  const known = useCell(apps.items) ?? [];
  const title = position === null ? w.rules.addTitle : w.rules.editTitle;
  if (!rule || !before) return <Screen title={title} testid="rule-form"><Notice problem={problem} /></Screen>;
  const {name: appName, option} = appParts(rule.argument);
  const app = known.find(one => one.name === appName) ?? known[0];
  const argumentOf = (one = app, value = option) => `${one?.name ?? ''} ${one?.option ? value.trim() : ''}`.trim();
  const argument = rule.action === 'app' ? argumentOf() : withArgument.has(rule.action) ? rule.argument : '';
  const whole = {...rule, user: rule.user || '*', argument};

  async function add() {
    const answer = await ask<Rule>('POST', '/rules', whole);
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    void rules.load();
    say(w.rules.added, async () => {
      const undone = await ask('DELETE', rulePath(answer.value.position), undefined, answer.etag);
      say(undone.ok ? w.common.undone : undone.problem.title);
      void rules.load();
    });
    go('rules');
  }
  async function change(old: Rule) {
    // A rule that was moved is found where it is now.
    let at = old.position;
    const door = {
      read: () => get<Rule>(rulePath(at)),
      write: async (changed: Partial<Rule>, seen: string) => {
        const answer = await ask<Rule>('PATCH', rulePath(at), changed, seen);
        if (answer.ok) at = answer.value.position;
        return answer;
      },
      label: (key: keyof Rule) => w.rules.fields[key],
      changed: () => void rules.load(),
    };
    const saved = await save(door, old, differences(old, whole), etag, w.rules.saved);
    setProblem('problem' in saved ? saved.problem : null);
    if (!('problem' in saved)) go('rules');
  }
  function submit(event: Event) {
    event.preventDefault();
    if (position === null) void add();
    else if (before) void change(before);
  }
  const shared = <K extends keyof Rule>(key: K) => ({
    label: w.rules.fields[key], value: String(rule[key]), fault: faultOf(problem, key), testid: `rule-${key}`,
    onValue: (value: string) => setRule({...rule, [key]: key === 'position' ? Number(value) : value}),
  });
  return (
    <Screen title={title} testid="rule-form">
      <form class="card" onSubmit={submit}>
        <Notice problem={problem} fields={fields} />
        <p class="answer" role="status" data-testid="rule-sentence">{ruleSays(whole)} <span class="term">{ruleTerm(whole)}</span></p>
        <div class="pair">
          <Choice {...shared('caller')} choices={(['extension', 'stranger', 'anyone'] as Caller[]).map(one => [one, w.rules.callers[one]] as const)} />
          <Field {...shared('user')} hint={w.rules.userHint} maxLength={128} />
          <Field {...shared('domain')} hint={w.rules.domainHint} list={['local', 'foreign']} maxLength={253} />
          <Choice {...shared('action')} choices={(Object.keys(w.rules.actions) as Action[]).map(one => [one, w.rules.actions[one]] as const)} />
          {withArgument.has(rule.action) && (
            <Field {...shared('argument')} label={w.rules.arguments[rule.action as 'redirect' | 'reject']}
              hint={w.rules.argumentHints[rule.action as 'redirect' | 'reject']} />
          )}
          {rule.action === 'app' && app && (
            <Choice label={w.rules.app} value={app.name} testid="rule-app" choices={known.map(one => [one.name, one.title] as const)}
              fault={app.option ? undefined : faultOf(problem, 'argument')}
              onValue={name => setRule({...rule, argument: argumentOf(known.find(one => one.name === name), '')})} />
          )}
          {rule.action === 'app' && app?.option && (
            <Field label={w.rules.option} term={app.option.name} hint={app.option.meaning} value={option} list={app.option.choices} testid="rule-option"
              fault={faultOf(problem, 'argument')} onValue={value => setRule({...rule, argument: `${app.name} ${value}`})} />
          )}
          <Field {...shared('name')} hint={w.rules.nameHint} maxLength={64} />
          <Field {...shared('position')} hint={w.rules.positionHint} type="number" inputMode="numeric" />
        </div>
        <div class="buttons">
          <a role="button" class="secondary" href={hrefOf('rules')}>{w.common.cancel}</a>
          <button type="submit" data-testid="rule-save">{position === null ? w.rules.add : w.common.save}</button>
        </div>
      </form>
    </Screen>
  );
}

// Tokens of programs. A secret is shown once, when it is made.
import {useState} from 'preact/hooks';
import {ask, part} from '../api';
import {useFetched} from '../fetched';
import {Copy} from '../parts/copy';
import {faultOf, Field} from '../parts/field';
import {Notice} from '../parts/notice';
import {confirm} from '../parts/questions';
import {say} from '../parts/toasts';
import {dateTime} from '../says';
import type {Problem, Scope, Token} from '../types';
import {w} from '../words';

const scopes = ['read', 'people', 'rules', 'calls', 'recordings', 'system'] as const;

export function Tokens() {
  const fetched = useFetched<{ tokens: Token[] }>('/tokens');
  async function remove(token: Token) {
    if (!await confirm(w.tokens.removeTitle(token.name), w.tokens.removeAsk, w.tokens.remove)) return;
    const answer = await ask('DELETE', `/tokens/${part(token.id)}`);
    if (answer.ok) say(w.tokens.removed(token.name));
    await fetched.load();
    if (!answer.ok) fetched.refuse(answer.problem);
  }
  const tokens = fetched.value?.tokens;
  return (
    <>
      <Notice problem={fetched.problem} />
      {tokens?.length === 0 && <p class="muted">{w.tokens.none}</p>}
      <ul class="rows" data-testid="token-list">
        {(tokens ?? []).map(token => (
          <li key={token.id}>
            <span class="grow">{token.name}
              <small class="muted">{token.scopes.map(scope => w.tokens.scope[scope]).join(w.common.comma)} · {token.last_used ? w.tokens.lastUsed(dateTime(token.last_used)) : w.tokens.neverUsed}</small>
            </span>
            <button type="button" class="secondary small" aria-label={w.tokens.removeOf(token.name)} data-testid={`token-remove-${token.name}`}
              onClick={() => void remove(token)}>{w.tokens.remove}</button>
          </li>
        ))}
      </ul>
      <AddToken added={() => void fetched.load()} />
    </>
  );
}

function AddToken({added}: { added(): void }) {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<Scope[]>(['read']);
  const [secret, setSecret] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  async function submit(event: Event) {
    event.preventDefault();
    const answer = await ask<Token & { secret: string }>('POST', '/tokens', {name: name.trim(), scopes: chosen});
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    setSecret(answer.value.secret);
    setName('');
    added();
  }
  const toggle = (scope: Scope) => setChosen(chosen.includes(scope) ? chosen.filter(one => one !== scope) : [...chosen, scope]);
  return (
    <form class="card" onSubmit={event => void submit(event)} aria-label={w.tokens.add}>
      <h2>{w.tokens.add}</h2>
      <Notice problem={problem} fields={['name']} />
      <Field label={w.tokens.name} hint={w.tokens.nameHint} value={name} onValue={setName} required maxLength={64} fault={faultOf(problem, 'name')} testid="token-name" />
      <fieldset>
        <legend>{w.tokens.scopes}</legend>
        {scopes.map(scope => (
          <label key={scope}>
            <input type="checkbox" checked={chosen.includes(scope)} data-testid={`token-scope-${scope}`} onChange={() => toggle(scope)} />
            {w.tokens.scope[scope]} <span class="term">{scope}</span>
          </label>
        ))}
      </fieldset>
      <div class="buttons"><button type="submit" disabled={chosen.length === 0} data-testid="token-save">{w.tokens.add}</button></div>
      <div role="status">
        {secret && <><p>{w.tokens.once}</p><dl><Copy label={w.tokens.secret} value={secret} testid="token-secret" /></dl></>}
      </div>
    </form>
  );
}

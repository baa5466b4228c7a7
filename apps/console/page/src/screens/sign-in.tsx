import {useState} from 'preact/hooks';
import {ask} from '../api';
import {enter, look} from '../entry';
import {faultOf, Field} from '../parts/field';
import {Notice} from '../parts/notice';
import {Password} from '../parts/password';
import {Screen} from '../parts/screen';
import type {Problem, Session} from '../types';
import {w} from '../words';

export default function SignIn() {
  const [name, setName] = useState('admin');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  async function submit(event: Event) {
    event.preventDefault();
    setBusy(true);
    const answer = await ask<Session>('POST', '/session', {name: name.trim(), password});
    setBusy(false);
    if (!answer.ok) {
      setProblem(answer.problem);
      return;
    }
    await enter(answer.value);
    await look();  // the steps of a box that is being set up name its people now
  }
  return (
    <Screen title={w.signIn.title} fieldHasFocus testid="sign-in">
      <form class="card" onSubmit={event => void submit(event)}>
        <Notice problem={problem} fields={['name', 'password']} />
        <Field label={w.signIn.name} value={name} onValue={setName} maxLength={64} autocomplete="username"
          fault={faultOf(problem, 'name')} testid="sign-in-name" />
        <Password label={w.signIn.password} value={password} onValue={setPassword} focused
          fault={faultOf(problem, 'password')} testid="sign-in-password" />
        <button type="submit" aria-busy={busy} disabled={busy} data-testid="sign-in-submit">{w.signIn.submit}</button>
      </form>
    </Screen>
  );
}

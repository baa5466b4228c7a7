// The box as it came. Asked twice: may it be, and then a word and the password.
import {useState} from 'preact/hooks';
import {ask} from '../api';
import {faultOf, Field} from '../parts/field';
import {Notice} from '../parts/notice';
import {Password} from '../parts/password';
import {confirm} from '../parts/questions';
import type {Problem} from '../types';
import {w} from '../words';

export function FactoryReset() {
  const [open, setOpen] = useState(false);
  const [word, setWord] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [done, setDone] = useState(false);
  async function submit(event: Event) {
    event.preventDefault();
    const answer = await ask('POST', '/factory-reset', {current_password: password});
    setProblem(answer.ok ? null : answer.problem);
    setDone(answer.ok);
  }
  async function begin() {
    if (await confirm(w.reset.title, w.reset.ask, w.reset.goOn)) setOpen(true);
  }
  if (done) return <p class="notice" role="status" data-testid="reset-done">{w.reset.done}</p>;
  return (
    <section class="card" aria-label={w.reset.title}>
      <h2>{w.reset.title}</h2>
      <p>{w.reset.what}</p>
      {!open && <button type="button" class="danger" data-testid="reset-begin" onClick={() => void begin()}>{w.reset.title}</button>}
      {open && (
        <form onSubmit={event => void submit(event)}>
          <Notice problem={problem} fields={['current_password']} />
          <Field label={w.reset.type(w.reset.word)} value={word} onValue={setWord} focused testid="reset-word" />
          <Password label={w.reset.password} value={password} onValue={setPassword}
            fault={faultOf(problem, 'current_password')} testid="reset-password" />
          <div class="buttons">
            <button type="button" class="secondary" data-testid="reset-cancel" onClick={() => setOpen(false)}>{w.common.cancel}</button>
            <button type="submit" class="danger" disabled={word !== w.reset.word || !password} data-testid="reset-now">{w.reset.now}</button>
          </div>
        </form>
      )}
    </section>
  );
}

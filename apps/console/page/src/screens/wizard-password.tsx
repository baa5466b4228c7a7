// Step 1: whose box it is. Or a backup that knows it already.
import {useState} from 'preact/hooks';
import {look} from '../entry';
import {faultOf, Field} from '../parts/field';
import {Notice} from '../parts/notice';
import {Password} from '../parts/password';
import {restore, RestoreField} from '../parts/restore';
import {Screen} from '../parts/screen';
import type {Problem} from '../types';
import {spoken, w} from '../words';
import type {TakeStep} from './wizard';

export function WizardPassword({takeStep, codeRequired}: { takeStep: TakeStep; codeRequired: boolean }) {
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [restoring, setRestoring] = useState(false);
  async function submit(event: Event) {
    event.preventDefault();
    setBusy(true);
    const answer = await takeStep({password, language: spoken(), ...(codeRequired ? {code} : {})});
    setBusy(false);
    setProblem(answer.ok ? null : answer.problem);
  }
  async function takeBackup(file: File) {
    const refused = await restore(file, code.trim());
    setProblem(refused);
    if (!refused) await look();
  }
  return (
    <Screen title={w.wizard.welcome} lead={w.wizard.welcomeLead} fieldHasFocus testid="wizard-password-step">
      <form class="card" onSubmit={event => void submit(event)}>
        <Notice problem={problem} fields={['code', 'password']} />
        {codeRequired && (
          <Field label={w.wizard.code} hint={w.wizard.codeHint} value={code} onValue={setCode} required focused maxLength={32}
            fault={faultOf(problem, 'code')} testid="wizard-code" />
        )}
        <Password label={w.wizard.password} hint={w.wizard.passwordHint} value={password} onValue={setPassword} fresh focused={!codeRequired}
          fault={faultOf(problem, 'password')} testid="wizard-password" />
        <button type="submit" disabled={busy} aria-busy={busy} data-testid="wizard-password-next">{w.common.next}</button>
      </form>
      {restoring
        ? <div class="card"><RestoreField onFile={takeBackup} /></div>
        : <p><button type="button" class="link" data-testid="wizard-restore" onClick={() => setRestoring(true)}>{w.wizard.restoreInstead}</button></p>}
    </Screen>
  );
}

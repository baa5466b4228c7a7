// Oneself: language, light, password, signing out.
import {useState} from 'preact/hooks';
import {ask, session, userPath} from '../api';
import {useCell} from '../cell';
import {changeLanguage} from '../entry';
import {Choice, faultOf} from '../parts/field';
import {Notice} from '../parts/notice';
import {Password} from '../parts/password';
import {Screen} from '../parts/screen';
import {say} from '../parts/toasts';
import {setTheme, theme} from '../theme';
import type {Theme} from '../theme';
import type {Language, Problem} from '../types';
import {spoken, w} from '../words';

export default function Account() {
  const mine = useCell(session);
  const light = useCell(theme);
  async function signOut() {
    await ask('DELETE', '/session');
    session.set(null);
  }
  async function chooseLanguage(next: Language) {
    if (mine) void ask('PATCH', userPath(mine.name), {language: next});
    await changeLanguage(next);
  }
  return (
    <Screen title={mine?.name ?? ''} lead={mine ? w.role[mine.role] : ''} testid="account"
      actions={<button type="button" class="secondary" data-testid="sign-out" onClick={() => void signOut()}>{w.account.signOut}</button>}>
      <section class="card" aria-label={w.account.looks}>
        <h2>{w.account.looks}</h2>
        <div class="pair">
          <Choice label={w.account.language} value={spoken()} onValue={value => void chooseLanguage(value as Language)} testid="account-language"
            choices={[['en', 'English'], ['zh', '简体中文']]} />
          <Choice label={w.account.theme} value={light} onValue={value => setTheme(value as Theme)} testid="account-theme"
            choices={[['auto', w.account.themeAuto], ['light', w.account.themeLight], ['dark', w.account.themeDark]]} />
        </div>
      </section>
      {mine && <ChangePassword name={mine.name} />}
    </Screen>
  );
}

function ChangePassword({name}: { name: string }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  async function submit(event: Event) {
    event.preventDefault();
    const answer = await ask('PATCH', userPath(name), {current_password: current, password: next});
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    setCurrent('');
    setNext('');
    say(w.account.passwordChanged);
  }
  return (
    <form class="card" onSubmit={event => void submit(event)} aria-label={w.account.changePassword}>
      <h2>{w.account.changePassword}</h2>
      <Notice problem={problem} fields={['current_password', 'password']} />
      <div class="pair">
        <Password label={w.account.current} value={current} onValue={setCurrent} fault={faultOf(problem, 'current_password')} testid="account-current" />
        <Password label={w.account.next} hint={w.wizard.passwordHint} value={next} onValue={setNext} fresh fault={faultOf(problem, 'password')} testid="account-next" />
      </div>
      <div class="buttons"><button type="submit" data-testid="account-save">{w.account.changePassword}</button></div>
    </form>
  );
}

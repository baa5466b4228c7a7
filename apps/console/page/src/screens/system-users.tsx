// Who may sign in, and as what.
import {useState} from 'preact/hooks';
import {ask, session, userPath} from '../api';
import {useFetched} from '../fetched';
import {extensions, fullNameOf} from '../lists';
import {Choice, faultOf, Field} from '../parts/field';
import {Notice} from '../parts/notice';
import {Password} from '../parts/password';
import {confirm} from '../parts/questions';
import {say} from '../parts/toasts';
import type {NewUser, Problem, Role, User} from '../types';
import {spoken, w} from '../words';

const roles = ['administrator', 'operator', 'user'] as const;
const roleChoices = () => roles.map(role => [role, w.role[role]] as const);

export function Users() {
  const fetched = useFetched<{ users: User[] }>('/users');
  async function remove(user: User) {
    if (!await confirm(w.users.removeTitle(user.name), w.users.removeAsk, w.common.remove)) return;
    const answer = await ask('DELETE', userPath(user.name));
    if (answer.ok) say(w.users.removed(user.name));
    await fetched.load();
    if (!answer.ok) fetched.refuse(answer.problem);
  }
  async function give(user: User, role: Role) {
    const answer = await ask<User>('PATCH', userPath(user.name), {role});
    await fetched.load();
    if (!answer.ok) {
      fetched.refuse(answer.problem);
      return;
    }
    say(w.users.saved(user.name), async () => {
      const undone = await ask('PATCH', userPath(user.name), {role: user.role});
      say(undone.ok ? w.common.undone : undone.problem.title);
      void fetched.load();
    });
  }
  return (
    <>
      <Notice problem={fetched.problem} />
      <ul class="rows" data-testid="user-list">
        {(fetched.value?.users ?? []).map(user => (
          <li key={user.name}>
            <span class="grow">{user.name}<small class="muted">{w.users.may[user.role]}{user.extension && ` · ${fullNameOf(user.extension)}`}</small></span>
            <select aria-label={w.users.roleOf(user.name)} value={user.role} disabled={user.name === session.value?.name}
              data-testid={`user-role-${user.name}`} onChange={event => void give(user, event.currentTarget.value as Role)}>
              {roleChoices().map(([role, says]) => <option key={role} value={role} selected={role === user.role}>{says}</option>)}
            </select>
            <button type="button" class="secondary small" aria-label={w.users.removeOf(user.name)} disabled={user.name === session.value?.name}
              data-testid={`user-remove-${user.name}`} onClick={() => void remove(user)}>{w.common.remove}</button>
          </li>
        ))}
      </ul>
      <AddUser added={() => void fetched.load()} />
    </>
  );
}

function AddUser({added}: { added(): void }) {
  const empty = {name: '', role: 'operator' as Role, extension: '', password: ''};
  const [user, setUser] = useState(empty);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function submit(event: Event) {
    event.preventDefault();
    const {extension, ...rest} = user;
    const fresh: NewUser = {...rest, language: spoken(), ...(user.role === 'user' ? {extension} : {})};
    const answer = await ask<User>('POST', '/users', fresh);
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    setUser(empty);
    added();
    say(w.users.added(answer.value.name), async () => {
      const undone = await ask('DELETE', userPath(answer.value.name));
      say(undone.ok ? w.common.undone : undone.problem.title);
      added();
    });
  }
  const people = extensions.items.value ?? [];
  return (
    <form class="card" onSubmit={event => void submit(event)} aria-label={w.users.add}>
      <h2>{w.users.add}</h2>
      <Notice problem={problem} fields={['name', 'role', 'extension', 'password']} />
      <div class="pair">
        <Field label={w.users.name} hint={w.users.nameHint} value={user.name} onValue={name => setUser({...user, name})} maxLength={64} required
          fault={faultOf(problem, 'name')} testid="user-name" />
        <Password label={w.signIn.password} hint={w.wizard.passwordHint} value={user.password} onValue={password => setUser({...user, password})} fresh
          fault={faultOf(problem, 'password')} testid="user-password" />
        <Choice label={w.users.role} value={user.role} onValue={role => setUser({...user, role: role as Role})} choices={roleChoices()}
          hint={w.users.may[user.role]} fault={faultOf(problem, 'role')} testid="user-role" />
        {user.role === 'user' && (
          <Choice label={w.users.extension} value={user.extension} onValue={extension => setUser({...user, extension})}
            choices={[['', '—'] as const, ...people.map(one => [one.number, fullNameOf(one.number)] as const)]}
            fault={faultOf(problem, 'extension')} testid="user-extension" />
        )}
      </div>
      <div class="buttons"><button type="submit" data-testid="user-save">{w.users.add}</button></div>
    </form>
  );
}

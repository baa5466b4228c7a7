import {useState} from 'preact/hooks';
import {ask, extensionPath, get} from '../api';
import type {Answer} from '../api';
import {useCell} from '../cell';
import {extensions} from '../lists';
import {faultOf, Field} from '../parts/field';
import {Notice} from '../parts/notice';
import {Screen} from '../parts/screen';
import {say} from '../parts/toasts';
import {go, hrefOf} from '../route';
import {differences} from '../save';
import type {Extension, ExtensionWithPassword, Problem} from '../types';
import {w} from '../words';

function freeNumber(): string {
  const taken = new Set((extensions.items.value ?? []).map(one => one.number));
  let number = 101;
  while (taken.has(String(number))) number++;
  return String(number);
}

// Connecting a phone has given them another password meanwhile: that alone keeps nobody.
async function takeBack(added: Extension, etag: string): Promise<Answer<unknown>> {
  const path = extensionPath(added.number);
  const answer = await ask('DELETE', path, undefined, etag);
  if (answer.ok || answer.problem.status !== 412) return answer;
  const now = await get<Extension>(path);
  const {name, busy_to, no_answer_to, ring_seconds, limit} = added;
  const same = now.ok && Object.keys(differences(now.value, {name, busy_to, no_answer_to, ring_seconds, limit})).length === 0;
  return same ? ask('DELETE', path, undefined, now.etag) : answer;
}

export function NewPerson() {
  useCell(extensions.items);  // the next free number is known once they are
  const [name, setName] = useState('');
  const [typed, setNumber] = useState<string | null>(null);
  const number = typed ?? freeNumber();
  const [problem, setProblem] = useState<Problem | null>(null);
  async function submit(event: Event) {
    event.preventDefault();
    const answer = await ask<ExtensionWithPassword>('POST', '/extensions', {number: number.trim(), name: name.trim()});
    if (!answer.ok) {
      setProblem(answer.problem);
      return;
    }
    void extensions.load();
    say(w.people.added(name || number), async () => {
      const undone = await takeBack(answer.value, answer.etag);
      say(undone.ok ? w.common.undone : undone.problem.title);
      if (undone.ok) go('people');
      void extensions.load();
    });
    // Its password was made here and is seen by nobody: connecting a phone makes the one that counts.
    go('people', answer.value.number, 'connect');
  }
  return (
    <Screen title={w.people.addTitle} fieldHasFocus testid="person-new">
      <form class="card narrow" onSubmit={event => void submit(event)}>
        <Notice problem={problem} fields={['name', 'number']} />
        <Field label={w.people.name} value={name} onValue={setName} maxLength={64} focused fault={faultOf(problem, 'name')} testid="person-name" />
        <Field label={w.people.number} term={w.people.numberTerm} value={number} onValue={setNumber} maxLength={32} inputMode="tel"
          hint={w.people.numberHint} fault={faultOf(problem, 'number')} required testid="person-number" />
        <div class="buttons">
          <a role="button" class="secondary" href={hrefOf('people')}>{w.common.cancel}</a>
          <button type="submit" data-testid="person-save">{w.people.add}</button>
        </div>
      </form>
    </Screen>
  );
}

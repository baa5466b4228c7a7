import {useState} from 'preact/hooks';
import {ask, extensionPath} from '../api';
import {extensions} from '../lists';
import {faultOf, Field} from '../parts/field';
import {Notice} from '../parts/notice';
import {Screen} from '../parts/screen';
import {say} from '../parts/toasts';
import {go, hrefOf} from '../route';
import type {ExtensionWithPassword, Problem} from '../types';
import {w} from '../words';

function freeNumber(): string {
  const taken = new Set((extensions.items.value ?? []).map(one => one.number));
  let number = 101;
  while (taken.has(String(number))) number++;
  return String(number);
}

export function NewPerson() {
  const [name, setName] = useState('');
  const [number, setNumber] = useState(freeNumber);
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
      const undone = await ask('DELETE', extensionPath(answer.value.number), undefined, answer.etag);
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

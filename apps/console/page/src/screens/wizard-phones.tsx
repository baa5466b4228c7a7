// Step 3: a phone for everybody. A person turns green as soon as a phone of theirs has registered.
import {useState} from 'preact/hooks';
import {useCell} from '../cell';
import {registrations} from '../lists';
import {Connect} from '../parts/connect';
import {Dot} from '../parts/presence';
import {Screen} from '../parts/screen';
import type {SetupPerson} from '../types';
import {w} from '../words';

interface WizardPhonesProps { people: SetupPerson[]; addPeople(): void; next(): void }

export function useThere(people: SetupPerson[]): Set<string> {
  const phones = useCell(registrations.items);
  return new Set(phones ? phones.map(one => one.number) : people.filter(one => one.registered).map(one => one.number));
}

export function WizardPhones({people, addPeople, next}: WizardPhonesProps) {
  const there = useThere(people);
  const waiting = people.filter(one => !there.has(one.number));
  const [open, setOpen] = useState(() => (waiting[0] ?? people[0])?.number);
  const person = people.find(one => one.number === open);
  const following = waiting.find(one => one.number !== open);
  const nameOf = (one: SetupPerson) => one.name || one.number;
  return (
    <Screen title={w.wizard.phones} lead={w.wizard.phonesLead} testid="wizard-phones-step">
      <ul class="choose" aria-label={w.wizard.peopleAndPhones}>
        {people.map(one => (
          <li key={one.number}>
            <button type="button" class={there.has(one.number) ? 'person there' : 'person'} aria-pressed={one.number === open}
              data-testid={`wizard-person-${one.number}`} data-registered={there.has(one.number)} onClick={() => setOpen(one.number)}>
              <Dot there={there.has(one.number)} /> {nameOf(one)} <span class="number">{one.number}</span>
            </button>
          </li>
        ))}
      </ul>
      <p role="status" class="status" data-testid="wizard-there">{w.wizard.there(people.length - waiting.length, people.length)}</p>
      {person && (
        <section class="card" aria-label={w.connect.title(nameOf(person))}>
          <Connect key={person.number} number={person.number} name={nameOf(person)} there={there.has(person.number)} />
          {there.has(person.number) && following && (
            <button type="button" data-testid="wizard-next-person" onClick={() => setOpen(following.number)}>
              {w.wizard.nextPerson(nameOf(following))}
            </button>
          )}
        </section>
      )}
      <div class="buttons">
        <button type="button" class="secondary" data-testid="wizard-more-people" onClick={addPeople}>{w.wizard.morePeople}</button>
        <button type="button" class={waiting.length > 0 ? 'secondary' : ''} data-testid="wizard-phones-next" onClick={next}>
          {waiting.length < people.length ? w.wizard.tryCall : w.wizard.later}
        </button>
      </div>
    </Screen>
  );
}

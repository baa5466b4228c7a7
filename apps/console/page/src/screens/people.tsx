// The people: a list, and one of them.
import {useCell} from '../cell';
import {extensions, registrations} from '../lists';
import type {ScreenProps} from '../parts/lazy';
import {Notice} from '../parts/notice';
import {Dot} from '../parts/presence';
import {Screen} from '../parts/screen';
import {hrefOf} from '../route';
import {w} from '../words';
import {Person} from './person';
import {NewPerson} from './person-new';

export default function People({rest: [which, what]}: ScreenProps) {
  if (which === 'new') return <NewPerson />;
  if (which) return <Person key={which} number={which} connecting={what === 'connect'} />;
  return <PeopleList />;
}

function PeopleList() {
  const people = useCell(extensions.items);
  const problem = useCell(extensions.problem);
  const phones = useCell(registrations.items) ?? [];
  return (
    <Screen title={w.people.title} lead={w.people.lead} testid="people"
      actions={<a role="button" href={hrefOf('people', 'new')} data-testid="people-add">{w.people.add}</a>}>
      <Notice problem={problem} />
      {people?.length === 0 && <p class="muted">{w.people.none}</p>}
      <ul class="rows" data-testid="people-list">
        {(people ?? []).map(one => (
          <li key={one.number}>
            <Dot there={one.registered > 0} />
            <span class="grow">
              <a href={hrefOf('people', one.number)} data-testid={`person-${one.number}`}>{one.name || one.number}</a> <span class="number">{one.number}</span>
              <small class="muted">
                {phones.filter(phone => phone.number === one.number).map(phone => phone.user_agent || w.people.unnamedPhone).join(w.common.comma) || w.people.noPhone}
              </small>
            </span>
            {one.registered === 0 && <a href={hrefOf('people', one.number, 'connect')}>{w.home.connectOne}</a>}
          </li>
        ))}
      </ul>
    </Screen>
  );
}

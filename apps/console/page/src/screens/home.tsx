// The office at a glance: who is there, who talks, and the one thing to do next.
import {session} from '../api';
import {useCell} from '../cell';
import {extensions, registrations} from '../lists';
import {LiveCalls} from '../parts/live-calls';
import {Notice} from '../parts/notice';
import {Dot} from '../parts/presence';
import {Screen} from '../parts/screen';
import {hrefOf} from '../route';
import type {Extension, Registration} from '../types';
import {w} from '../words';

export default function Home() {
  const people = useCell(extensions.items);
  const phones = useCell(registrations.items) ?? [];
  const problem = useCell(extensions.problem);
  const staff = useCell(session)?.role !== 'user';
  const there = (people ?? []).filter(one => one.registered > 0).length;
  return (
    <Screen title={w.home.title} lead={people ? w.home.lead(there, people.length) : ''} testid="home">
      <Notice problem={problem} />
      {people && staff && <NextThing people={people} />}
      <div class="columns">
        <section aria-label={w.home.people}>
          <h2>{w.home.people}</h2>
          {!people && !problem && <p aria-busy="true">{w.common.loading}</p>}
          <ul class="rows" data-testid="home-people">
            {(people ?? []).map(one => <Presence key={one.number} one={one} phones={phones} linked={staff} />)}
          </ul>
        </section>
        <LiveCalls />
      </div>
    </Screen>
  );
}

function Presence({one, phones, linked}: { one: Extension; phones: Registration[]; linked: boolean }) {
  const mine = phones.filter(phone => phone.number === one.number);
  const name = one.name || one.number;
  return (
    <li data-testid={`presence-${one.number}`} data-registered={one.registered > 0}>
      <Dot there={one.registered > 0} />
      <span class="grow">
        {linked ? <a href={hrefOf('people', one.number)}>{name}</a> : name} <span class="number">{one.number}</span>
        <small class="muted">{mine.length > 0 ? mine.map(phone => phone.user_agent || w.people.unnamedPhone).join(w.common.comma) : w.people.noPhone}</small>
      </span>
    </li>
  );
}

function NextThing({people}: { people: Extension[] }) {
  const lonely = people.find(one => one.registered === 0);
  if (people.length > 0 && !lonely) return null;
  return (
    <p class="next" data-testid="next-thing">
      {lonely ? w.home.hasNoPhone(lonely.name || lonely.number) : w.home.nobody}{' '}
      <a href={lonely ? hrefOf('people', lonely.number, 'connect') : hrefOf('people', 'new')}>
        {lonely ? w.home.connectOne : w.home.addSomebody}
      </a>
    </p>
  );
}

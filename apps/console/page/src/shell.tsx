// The office: the bar on top and the screen below it.
import {session} from './api';
import {useCell} from './cell';
import {connected} from './live';
import {Bar} from './parts/bar';
import {Lazy} from './parts/lazy';
import type {Loader} from './parts/lazy';
import {hrefOf, route} from './route';
import type {Role} from './types';
import {w} from './words';

interface Place {
  name: string;
  says(): string;
  roles: Role[];
  load: Loader;
  hidden?: boolean;  // not in the navigation
}

const all: Role[] = ['administrator', 'operator', 'user'];
const staff: Role[] = ['administrator', 'operator'];
const places: Place[] = [
  {name: '', says: () => w.nav.home, roles: all, load: () => import('./screens/home')},
  {name: 'people', says: () => w.nav.people, roles: staff, load: () => import('./screens/people')},
  {name: 'rules', says: () => w.nav.rules, roles: staff, load: () => import('./screens/rules')},
  {name: 'rooms', says: () => w.nav.rooms, roles: staff, load: () => import('./screens/rooms')},
  {name: 'calls', says: () => w.nav.calls, roles: all, load: () => import('./screens/calls')},
  {name: 'recordings', says: () => w.nav.recordings, roles: ['administrator'], load: () => import('./screens/recordings')},
  {name: 'system', says: () => w.nav.system, roles: ['administrator'], load: () => import('./screens/system')},
  {name: 'account', says: () => w.nav.account, roles: all, load: () => import('./screens/account'), hidden: true},
];

export function Shell() {
  const [first = '', ...rest] = useCell(route);
  const role = useCell(session)?.role ?? 'user';
  const live = useCell(connected);
  const mine = places.filter(place => place.roles.includes(role));
  const here = mine.find(place => place.name === first) ?? mine[0]!;
  return (
    <>
      <Bar>
        <nav aria-label={w.nav.label}>
          <ul>
            {mine.filter(place => !place.hidden).map(place => (
              <li key={place.name}>
                <a href={hrefOf(place.name)} aria-current={place === here ? 'page' : undefined}
                  data-testid={`nav-${place.name || 'home'}`}>{place.says()}</a>
              </li>
            ))}
          </ul>
        </nav>
      </Bar>
      <main id="main" tabIndex={-1}>
        {!live && <p class="offline" role="status">{w.common.polling}</p>}
        <Lazy key={here.name} load={here.load} rest={rest} />
      </main>
    </>
  );
}

// The box itself: its own small navigation, a screen each.
import type {ScreenProps} from '../parts/lazy';
import {Screen} from '../parts/screen';
import {hrefOf} from '../route';
import {w} from '../words';
import {Backup} from './system-backup';
import {CertificateFacts} from './system-certificate';
import {LogTail} from './system-log';
import {Settings} from './system-settings';
import {StatusFacts} from './system-status';
import {Tokens} from './system-tokens';
import {Versions} from './system-update';
import {Users} from './system-users';

const places = [
  ['status', StatusFacts], ['settings', Settings], ['certificate', CertificateFacts], ['backup', Backup],
  ['update', Versions], ['users', Users], ['tokens', Tokens], ['log', LogTail],
] as const;

export default function System({rest: [which]}: ScreenProps) {
  const [here, Content] = places.find(([name]) => name === which) ?? places[0];
  return (
    <>
      <nav class="sub" aria-label={w.nav.system}>
        <ul>
          {places.map(([name]) => (
            <li key={name}>
              <a href={hrefOf('system', name)} aria-current={name === here ? 'page' : undefined} data-testid={`system-${name}`}>{w.system.places[name]}</a>
            </li>
          ))}
        </ul>
      </nav>
      <Screen key={here} title={w.system.places[here]} lead={w.system.leads[here]} testid={`system-${here}-screen`}><Content /></Screen>
    </>
  );
}

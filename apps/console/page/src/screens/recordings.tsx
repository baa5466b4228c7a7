// The talks that were recorded, and the sounds that were brought.
import {useEffect, useState} from 'preact/hooks';
import {addressOf, ask, get, recordingPath} from '../api';
import type {ScreenProps} from '../parts/lazy';
import {Notice} from '../parts/notice';
import {confirm} from '../parts/questions';
import {Screen} from '../parts/screen';
import {say} from '../parts/toasts';
import {hrefOf} from '../route';
import {dateTime, octets} from '../says';
import type {Problem, Recording} from '../types';
import {w} from '../words';
import {Sounds} from './sounds';

export default function Recordings({rest: [which]}: ScreenProps) {
  const sounds = which === 'sounds';
  const place = (name: string, label: string, here: boolean) => (
    <li><a href={hrefOf('recordings', name)} aria-current={here ? 'page' : undefined} data-testid={`recordings-${name}`}>{label}</a></li>
  );
  return (
    <>
      <nav class="sub" aria-label={w.nav.recordings}>
        <ul>{place('talks', w.recordings.title, !sounds)}{place('sounds', w.sounds.title, sounds)}</ul>
      </nav>
      {sounds ? <Screen key="sounds" title={w.sounds.title} lead={w.sounds.lead}><Sounds /></Screen> : <Talks />}
    </>
  );
}

function Talks() {
  const [recordings, setRecordings] = useState<Recording[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function load() {
    const answer = await get<{ recordings: Recording[] }>('/recordings');
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) setRecordings(answer.value.recordings);
  }
  useEffect(() => { void load(); }, []);
  async function remove({name}: Recording) {
    if (!await confirm(w.recordings.removeTitle, w.recordings.removeAsk(name), w.common.remove)) return;
    const answer = await ask('DELETE', recordingPath(name));
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) say(w.recordings.removed);
    void load();
  }
  return (
    <Screen title={w.recordings.title} lead={w.recordings.lead} testid="recordings">
      <Notice problem={problem} />
      {recordings?.length === 0 && <p class="muted">{w.recordings.none}</p>}
      <ul class="rows" data-testid="recording-list">
        {(recordings ?? []).map(one => (
          <li key={one.name}>
            <span class="grow">{dateTime(one.at)}<small class="muted">{one.name} · {octets(one.size)}</small></span>
            <audio controls preload="none" src={addressOf(recordingPath(one.name))} aria-label={w.recordings.of(dateTime(one.at))} />
            <button type="button" class="secondary small" aria-label={w.recordings.removeOf(one.name)} data-testid={`recording-remove-${one.name}`}
              onClick={() => void remove(one)}>{w.common.remove}</button>
          </li>
        ))}
      </ul>
    </Screen>
  );
}

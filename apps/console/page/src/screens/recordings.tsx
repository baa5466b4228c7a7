// The talks that were recorded.
import {useEffect, useState} from 'preact/hooks';
import {addressOf, ask, get, recordingPath} from '../api';
import {Notice} from '../parts/notice';
import {confirm} from '../parts/questions';
import {Screen} from '../parts/screen';
import {say} from '../parts/toasts';
import {dateTime, octets} from '../says';
import type {Problem, Recording} from '../types';
import {w} from '../words';

export default function Recordings() {
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

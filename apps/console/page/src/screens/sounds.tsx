// Prompts and music that somebody brought, and which of them a held party hears.
import {useEffect, useId, useRef, useState} from 'preact/hooks';
import {addressOf, ask, get, soundPath} from '../api';
import type {Answer} from '../api';
import {useCell} from '../cell';
import {useFetched} from '../fetched';
import {settingsChanged, soundsChanged} from '../lists';
import {Choice, faultOf, Field} from '../parts/field';
import {Notice} from '../parts/notice';
import {confirm} from '../parts/questions';
import {say} from '../parts/toasts';
import {save} from '../save';
import {dateTime, duration} from '../says';
import type {Problem, Setting, Sound, Sounds as Listed} from '../types';
import {w} from '../words';

const mostOctets = 32 * 1024 * 1024;
const longestName = 64;  // octets, as the box counts them

// What the box takes of a file's name.
function nameOf(file: File): string {
  const plain = file.name.replace(/\.[^.]*$/, '').replace(/[^\p{L}\p{N}_-]+/gu, ' ').trim();
  let name = '';
  for (const letter of plain) {
    if (new TextEncoder().encode(name + letter).length > longestName) break;
    name += letter;
  }
  return name.trim();
}

export function Sounds() {
  const listed = useFetched<Listed>('/sounds', useCell(soundsChanged));
  const [problem, setProblem] = useState<Problem | null>(null);
  const sounds = listed.value?.sounds ?? [];
  async function remove({name}: Sound) {
    if (!await confirm(w.sounds.removeTitle, w.sounds.removeAsk(name), w.common.remove)) return;
    const answer = await ask('DELETE', soundPath(name));
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) say(w.sounds.removed(name));
    void listed.load();
  }
  return (
    <div data-testid="sounds">
      <Notice problem={problem ?? listed.problem} />
      {listed.value && sounds.length === 0 && <p class="muted">{w.sounds.none}</p>}
      <ul class="rows" data-testid="sound-list">
        {sounds.map(one => (
          <li key={one.name} data-testid={`sound-${one.name}`}>
            <span class="grow">{one.name}<small class="muted">{duration(Math.round(one.length_ms / 1000))} · {dateTime(one.created)}</small></span>
            <audio controls preload="none" src={addressOf(soundPath(one.name))} aria-label={one.name} />
            <button type="button" class="secondary small" aria-label={w.sounds.removeOf(one.name)} data-testid={`sound-remove-${one.name}`}
              onClick={() => void remove(one)}>{w.common.remove}</button>
          </li>
        ))}
      </ul>
      <HoldMusic sounds={sounds} />
      <BringSound room={listed.value?.room_ms ?? null} changed={() => void listed.load()} />
    </div>
  );
}

interface Music { hold_music: string }

function musicOf(answer: Answer<{ settings: Setting[] }>): Answer<Music> {
  if (!answer.ok) return answer;
  return {...answer, value: {hold_music: answer.value.settings.find(one => one.key === 'hold_music')?.value ?? ''}};
}

function HoldMusic({sounds}: { sounds: Sound[] }) {
  const [music, setMusic] = useState<string | null>(null);
  const [etag, setEtag] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const again = useCell(settingsChanged);
  const read = async () => musicOf(await get<{ settings: Setting[] }>('/settings'));
  async function load() {
    const answer = await read();
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    setMusic(answer.value.hold_music);
    setEtag(answer.etag);
  }
  useEffect(() => { void load(); }, [again]);
  async function choose(hold_music: string) {
    const door = {
      read,
      write: async (change: Partial<Music>, seen: string) => musicOf(await ask('PATCH', '/settings', change, seen)),
      label: () => w.sounds.hold,
      changed: () => void load(),
    };
    const saved = await save<Music>(door, {hold_music: music ?? ''}, {hold_music}, etag, w.sounds.holdSaved);
    if ('problem' in saved) setProblem(saved.problem);
  }
  if (music === null) return <Notice problem={problem} />;
  const names = sounds.map(one => one.name);
  if (music && !names.includes(music)) names.push(music);
  return (
    <section class="card" aria-label={w.sounds.hold}>
      <Choice label={w.sounds.hold} hint={w.sounds.holdHint} value={music} onValue={value => void choose(value)} testid="sound-hold"
        choices={[['', w.sounds.ownTune] as const, ...names.map(name => [name, name] as const)]} />
      <Notice problem={problem} />
    </section>
  );
}

function BringSound({room, changed}: { room: number | null; changed(): void }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  function take(chosen: File | null) {
    setFile(chosen);
    setProblem(chosen && chosen.size > mostOctets ? {status: 0, title: w.sounds.tooLarge} : null);
    if (chosen) setName(nameOf(chosen));
  }
  async function submit(event: Event) {
    event.preventDefault();
    if (!file || file.size > mostOctets) return;
    setBusy(true);
    const answer = await ask<Sound>('POST', `/sounds?name=${encodeURIComponent(name)}`, file);
    setBusy(false);
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    if (input.current) input.current.value = '';
    setFile(null);
    setName('');
    changed();
    say(w.sounds.added(answer.value.name), async () => {
      const undone = await ask('DELETE', soundPath(answer.value.name));
      say(undone.ok ? w.common.undone : undone.problem.detail ?? undone.problem.title);
      changed();
    });
  }
  return (
    <form class="card" onSubmit={event => void submit(event)} aria-label={w.sounds.add}>
      <h2>{w.sounds.add}</h2>
      <Notice problem={problem} fields={['name']} />
      <div class="pair">
        <div class="field">
          <label for={id}>{w.sounds.file}</label>
          <input ref={input} id={id} type="file" accept="audio/*,.wav,.ogg,.opus,.flac,.mp3" disabled={busy} required data-testid="sound-file"
            aria-describedby={`${id}-hint`} onChange={event => take(event.currentTarget.files?.[0] ?? null)} />
          <small id={`${id}-hint`}>{w.sounds.fileHint}{room !== null && ` ${w.sounds.room(duration(Math.floor(room / 1000)))}`}</small>
        </div>
        <Field label={w.sounds.name} hint={w.sounds.nameHint} value={name} onValue={setName} required maxLength={longestName}
          fault={faultOf(problem, 'name')} testid="sound-name" />
      </div>
      <div class="buttons"><button type="submit" aria-busy={busy} disabled={busy} data-testid="sound-save">{w.sounds.add}</button></div>
    </form>
  );
}

// Every setting with its meaning beside it. One is saved at a time: saving says exactly what was changed.
import {useEffect, useState} from 'preact/hooks';
import {ask, get} from '../api';
import type {Answer} from '../api';
import {useCell} from '../cell';
import {useFetched} from '../fetched';
import {settingsChanged, soundsChanged} from '../lists';
import {Choice, faultOf, Field} from '../parts/field';
import {Notice} from '../parts/notice';
import {save} from '../save';
import type {Problem, Setting} from '../types';
import {w} from '../words';

type Values = Record<string, string>;
interface Listed { settings: Setting[] }

function valuesOf(answer: Answer<Listed>): Answer<Values> {
  if (!answer.ok) return answer;
  return {...answer, value: Object.fromEntries(answer.value.settings.map(one => [one.key, one.value]))};
}

export function Settings() {
  const listed = useFetched<Listed>('/settings', useCell(settingsChanged) + useCell(soundsChanged));
  const door = {
    read: async () => valuesOf(await get<Listed>('/settings')),
    write: async (change: Values, etag: string) => valuesOf(await ask<Listed>('PATCH', '/settings', change, etag)),
    label: String,
    changed: () => void listed.load(),
  };
  async function put(setting: Setting, value: string): Promise<Problem | null> {
    const before = Object.fromEntries((listed.value?.settings ?? []).map(one => [one.key, one.value]));
    const saved = await save<Values>(door, before, {[setting.key]: value}, listed.etag, w.settings.saved(setting.key));
    return 'problem' in saved ? saved.problem : null;
  }
  return (
    <div data-testid="settings">
      <Notice problem={listed.problem} />
      {(listed.value?.settings ?? []).map(one => (
        <Row key={one.key} setting={one} put={value => put(one, value)} />
      ))}
    </div>
  );
}

function Row({setting, put}: { setting: Setting; put(value: string): Promise<Problem | null> }) {
  const [value, setValue] = useState(setting.value);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => setValue(setting.value), [setting.value]);
  const isSwitch = setting.value === 'yes' || setting.value === 'no';
  const label = setting.meaning.charAt(0).toUpperCase() + setting.meaning.slice(1);
  async function submit(event: Event) {
    event.preventDefault();
    if (value !== setting.value) setProblem(await put(value));
  }
  const shared = {label, term: setting.key, value, fault: faultOf(problem, setting.key), testid: `setting-${setting.key}`};
  return (
    <form class="setting" onSubmit={event => void submit(event)} aria-label={setting.key}>
      {isSwitch
        ? <Choice {...shared} onValue={setValue} choices={[['yes', w.common.yes], ['no', w.common.no]]} />
        : <Field {...shared} list={setting.choices} onValue={setValue} />}
      <button type="submit" aria-disabled={value === setting.value} data-testid={`setting-save-${setting.key}`}
        aria-label={w.settings.saveOf(setting.key)}>{w.common.save}</button>
      <Notice problem={problem} fields={[setting.key]} />
    </form>
  );
}

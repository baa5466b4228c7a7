// One room, new or changed.
import {useEffect, useState} from 'preact/hooks';
import {ask, get, roomPath} from '../api';
import {rooms} from '../lists';
import {faultOf, Field} from '../parts/field';
import {Notice} from '../parts/notice';
import {Screen} from '../parts/screen';
import {say} from '../parts/toasts';
import {go, hrefOf} from '../route';
import {differences, save} from '../save';
import type {Problem, Room} from '../types';
import {w} from '../words';

const fields = ['number', 'name', 'pin'] as const;
type Key = typeof fields[number];
type Text = Pick<Room, Key>;

export function RoomForm({number}: { number: string | null }) {
  const [before, setBefore] = useState<Room | null>(null);
  const [text, setText] = useState<Text | null>(number === null ? {number: '', name: '', pin: ''} : null);
  const [etag, setEtag] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    if (number === null) return;
    void get<Room>(roomPath(number)).then(answer => {
      if (!answer.ok) {
        setProblem(answer.problem);
        return;
      }
      setBefore(answer.value);
      setText(answer.value);
      setEtag(answer.etag);
    });
  }, [number]);
  const title = number === null ? w.rooms.addTitle : w.rooms.editTitle;
  if (!text) return <Screen title={title} testid="room-form"><Notice problem={problem} /></Screen>;
  const whole: Text = {number: text.number.trim(), name: text.name.trim(), pin: text.pin.trim()};

  async function add() {
    const answer = await ask<Room>('POST', '/rooms', whole);
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    void rooms.load();
    say(w.rooms.added(whole.name), async () => {
      const undone = await ask('DELETE', roomPath(answer.value.number), undefined, answer.etag);
      say(undone.ok ? w.common.undone : undone.problem.title);
      void rooms.load();
    });
    go('rooms');
  }
  async function change(old: Room) {
    // A room with another number is found by that.
    let at = old.number;
    const door = {
      read: () => get<Room>(roomPath(at)),
      write: async (changed: Partial<Room>, seen: string) => {
        const answer = await ask<Room>('PATCH', roomPath(at), changed, seen);
        if (answer.ok) at = answer.value.number;
        return answer;
      },
      label: (key: keyof Room) => w.rooms.fields[key as Key] ?? key,
      changed: () => void rooms.load(),
    };
    const saved = await save(door, old, differences<Room>(old, whole), etag, w.rooms.saved(whole.name));
    setProblem('problem' in saved ? saved.problem : null);
    if (!('problem' in saved)) go('rooms');
  }
  function submit(event: Event) {
    event.preventDefault();
    if (before) void change(before);
    else void add();
  }
  const shared = (key: Key) => ({
    label: w.rooms.fields[key], value: text[key], fault: faultOf(problem, key), hint: w.rooms.hints[key], testid: `room-${key}`,
    onValue: (value: string) => setText({...text, [key]: value}),
  });
  return (
    <Screen title={title} testid="room-form">
      <form class="card narrow" onSubmit={submit}>
        <Notice problem={problem} fields={fields} />
        <Field {...shared('name')} maxLength={64} />
        <Field {...shared('number')} inputMode="tel" maxLength={32} />
        <Field {...shared('pin')} inputMode="numeric" maxLength={16} />
        <div class="buttons">
          <a role="button" class="secondary" href={hrefOf('rooms')}>{w.common.cancel}</a>
          <button type="submit" data-testid="room-save">{number === null ? w.rooms.add : w.common.save}</button>
        </div>
      </form>
    </Screen>
  );
}

// The conference rooms: their numbers, their PINs, and who is inside. A room is a rule, and shown so.
import {useEffect, useState} from 'preact/hooks';
import {ask, get, roomPath, rulePath} from '../api';
import {useCell} from '../cell';
import {extensions, fullNameOf, rooms} from '../lists';
import type {ScreenProps} from '../parts/lazy';
import {Notice} from '../parts/notice';
import {confirm} from '../parts/questions';
import {Screen} from '../parts/screen';
import {say} from '../parts/toasts';
import {hrefOf} from '../route';
import type {Problem, Room, Rule} from '../types';
import {w} from '../words';
import {RoomForm} from './room-form';

const lookAgainAfter = 5_000;

export default function Rooms({rest: [which]}: ScreenProps) {
  useEffect(() => { void rooms.load(); }, [which]);
  if (which) return <RoomForm key={which} number={which === 'new' ? null : which} />;
  return <RoomList />;
}

function RoomList() {
  const all = useCell(rooms.items);
  const refused = useCell(rooms.problem);
  useCell(extensions.items);
  const [problem, setProblem] = useState<Problem | null>(null);
  // Who has entered a PIN has come in without an event.
  useEffect(() => {
    const again = setInterval(() => void rooms.load(), lookAgainAfter);
    return () => clearInterval(again);
  }, []);
  async function remove(room: Room) {
    const seen = await get<Room>(roomPath(room.number));
    const rule = await get<Rule>(rulePath(room.position));
    const text = w.rooms.removeAsk(room.number, (seen.ok ? seen.value : room).inside.length);
    if (!await confirm(w.rooms.removeTitle(room.name), text, w.common.remove)) return;
    const answer = await ask('DELETE', roomPath(room.number), undefined, seen.ok ? seen.etag : undefined);
    setProblem(answer.ok ? null : answer.problem);
    void rooms.load();
    if (!answer.ok) return;
    // Where it was among the rules, it comes back.
    say(w.rooms.removed(room.name), rule.ok ? async () => {
      const undone = await ask('POST', '/rules', rule.value);
      say(undone.ok ? w.common.undone : undone.problem.title);
      void rooms.load();
    } : undefined);
  }
  return (
    <Screen title={w.rooms.title} lead={w.rooms.lead} testid="rooms"
      actions={<a role="button" href={hrefOf('rooms', 'new')} data-testid="room-add">{w.rooms.add}</a>}>
      <Notice problem={problem ?? refused} />
      {all?.length === 0 && <p class="muted">{w.rooms.none}</p>}
      <ul class="rows" data-testid="room-list">
        {(all ?? []).map(room => (
          <li key={room.number}>
            <span class="grow">
              {room.name} <span class="number">{room.number}</span>
              <small class="muted">{room.pin ? w.rooms.withPin : w.rooms.withoutPin} · <a href={hrefOf('rules', String(room.position))}>{w.rooms.rule(room.position)}</a></small>
              <small class="muted" data-testid={`room-inside-${room.number}`}>
                {room.inside.length > 0
                  ? w.rooms.inside(room.inside.map(one => (one ? fullNameOf(one) : w.rooms.stranger)).join(w.common.comma)) : w.rooms.empty}
              </small>
            </span>
            <span class="buttons">
              <a role="button" class="secondary small" href={hrefOf('rooms', room.number)} aria-label={w.rooms.editOf(room.name)}
                data-testid={`room-edit-${room.number}`}>{w.common.edit}</a>
              <button type="button" class="secondary small" aria-label={w.rooms.removeOf(room.name)}
                data-testid={`room-remove-${room.number}`} onClick={() => void remove(room)}>{w.common.remove}</button>
            </span>
          </li>
        ))}
      </ul>
    </Screen>
  );
}

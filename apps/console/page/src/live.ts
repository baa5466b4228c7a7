// What happens, as it happens: one WebSocket with the events of the box, and polling while there is none.
import {eventsAddress, session} from './api';
import {cell} from './cell';
import {apps, callsEnded, extensions, liveCalls, registrations, rooms, rules, settingsChanged, soundsChanged} from './lists';
import type {LiveCall, LiveEvent} from './types';

// True while events arrive by themselves.
export const connected = cell(false);
export const latestLog = cell<number | null>(null);  // its id

const pollEvery = 5_000;
const longestWait = 30_000;

let socket: WebSocket | null = null;
let lastId: number | null = null;
let wait = 1_000;
let retry = 0;
let poll = 0;

function loadAll(): void {
  void extensions.load();
  void registrations.load();
  void liveCalls.load();
  if (rules.items.value) void rules.load();
  if (rooms.items.value) void rooms.load();
}

// Several events of one change need one request.
const due = new Set<() => Promise<void>>();
function soon(load: () => Promise<void>): void {
  if (due.has(load)) return;
  due.add(load);
  setTimeout(() => {
    due.delete(load);
    void load();
  }, 50);
}

// Who is in a room has come there by a call.
function loadRooms(): void {
  if (rooms.items.value) soon(rooms.load);
}

function putCall(call: LiveCall): void {
  loadRooms();
  const others = (liveCalls.items.value ?? []).filter(one => one.id !== call.id);
  liveCalls.items.set([...others, call].sort((a, b) => a.begin.localeCompare(b.begin)));
}

function endCall(data: unknown): void {
  loadRooms();
  const id = typeof data === 'string' ? data : (data as { id?: string } | null)?.id;
  liveCalls.items.set((liveCalls.items.value ?? []).filter(one => one.id !== id));
  callsEnded.set(callsEnded.value + 1);
}

const reactions: Record<string, (data: unknown) => void> = {
  lost: () => {
    loadAll();
    callsEnded.set(callsEnded.value + 1);
    settingsChanged.set(settingsChanged.value + 1);
    soundsChanged.set(soundsChanged.value + 1);
  },
  extensions: () => soon(extensions.load),
  rules: () => {
    soon(rules.load);
    loadRooms();
  },
  settings: () => settingsChanged.set(settingsChanged.value + 1),
  sounds: () => {
    soundsChanged.set(soundsChanged.value + 1);
    if (apps.items.value) soon(apps.load);  // one of them plays sounds
  },
  registration: () => {
    soon(registrations.load);
    soon(extensions.load);
  },
  call: data => putCall(data as LiveCall),
  'call-ended': endCall,
  log: data => latestLog.set((data as { id: number }).id),
};

function receive(text: string): void {
  let event: LiveEvent;
  try {
    event = JSON.parse(text) as LiveEvent;
  } catch {
    return;
  }
  if (typeof event.id === 'number') lastId = event.id;
  reactions[event.type]?.(event.data);
}

function open(): void {
  const opened = new WebSocket(eventsAddress(lastId));
  socket = opened;
  opened.onopen = () => {
    wait = 1_000;
    connected.set(true);
    clearInterval(poll);
    loadAll();  // what changed before the events began
  };
  opened.onmessage = message => receive(String(message.data));
  opened.onclose = () => {
    if (socket !== opened) return;
    connected.set(false);
    startPolling();
    retry = setTimeout(open, wait);
    wait = Math.min(wait * 2, longestWait);
  };
}

function startPolling(): void {
  clearInterval(poll);
  poll = setInterval(() => {
    loadAll();
    callsEnded.set(callsEnded.value + 1);
  }, pollEvery);
}

function stop(): void {
  clearInterval(poll);
  clearTimeout(retry);
  const old = socket;
  socket = null;
  lastId = null;
  old?.close();
  connected.set(false);
}

// For as long as somebody is signed in.
export function followEvents(): void {
  let who: string | null = null;
  const follow = () => {
    const name = session.value?.name ?? null;
    if (name === who) return;
    who = name;
    stop();
    if (name === null) return;
    loadAll();
    startPolling();
    open();
  };
  session.watch(follow);
  follow();
}

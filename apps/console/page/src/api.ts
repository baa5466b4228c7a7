// The door to the box: every request of the page goes through `ask`. A refusal is a value, never an
// exception, so that each caller has to say what it does with it.
import {cell} from './cell';
import type {Problem, Session} from './types';
import {spoken, w} from './words';

export type Answer<T> = { ok: true; value: T; etag: string } | { ok: false; problem: Problem };

// Null: nobody is signed in. Undefined: not asked yet.
export const session = cell<Session | null | undefined>(undefined);

const root = '/api/v1';
// Asking these, a 401 is an answer and not the end of the session.
const open = new Set(['/session', '/setup']);

let clockDifference = 0;  // of the box's clock and this machine's, in ms

// Durations of calls under way must be right even where a clock is wrong.
export const boxNow = () => Date.now() + clockDifference;

async function readProblem(response: Response): Promise<Problem> {
  const fallback: Problem = {status: response.status, title: w.fault.answered(response.status)};
  if (!(response.headers.get('Content-Type') ?? '').includes('json')) return fallback;
  try {
    return {...fallback, ...await response.json() as Problem};
  } catch {
    return fallback;
  }
}

export async function ask<T>(method: string, path: string, body?: unknown, etag?: string,
  more?: Record<string, string>): Promise<Answer<T>> {
  const headers: Record<string, string> = {'Accept-Language': spoken(), ...more};
  // A file goes as it is; anything else is JSON, or will be.
  if (body !== undefined) headers['Content-Type'] = body instanceof Blob ? body.type || 'application/octet-stream' : 'application/json';
  if (etag) headers['If-Match'] = etag;
  if (method !== 'GET' && session.value) headers['X-Jackfield-CSRF'] = session.value.csrf;
  let response: Response;
  try {
    response = await fetch(root + path, {
      method, headers, credentials: 'same-origin', cache: 'no-store',
      body: body === undefined ? null : typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body),
    });
  } catch {
    return {ok: false, problem: {status: 0, title: w.fault.unreachable}};
  }
  const date = Date.parse(response.headers.get('Date') ?? '');
  if (!Number.isNaN(date)) clockDifference = Math.abs(date - Date.now()) < 2000 ? 0 : date - Date.now();
  if (!response.ok) {
    if (response.status === 401 && !open.has(path)) session.set(null);
    return {ok: false, problem: await readProblem(response)};
  }
  try {
    const value = response.status === 204 ? undefined : await response.json();
    return {ok: true, value: value as T, etag: response.headers.get('ETag') ?? ''};
  } catch {
    return {ok: false, problem: {status: response.status, title: w.fault.unreadable}};
  }
}

export const get = <T>(path: string) => ask<T>('GET', path);

// A part of a path or query, whatever it holds.
export const part = encodeURIComponent;
export const extensionPath = (number: string) => `/extensions/${part(number)}`;
export const rulePath = (position: number) => `/rules/${position}`;
export const roomPath = (number: string) => `/rooms/${part(number)}`;
export const userPath = (name: string) => `/users/${part(name)}`;
export const soundPath = (name: string) => `/sounds/${part(name)}`;
export const recordingPath = (name: string) => `/recordings/${part(name)}`;
// As an address of its own, for what the browser fetches itself.
export const addressOf = (path: string) => root + path;
export const eventsAddress = (after: number | null) =>
  `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${root}/events${after === null ? '' : `?after=${after}`}`;

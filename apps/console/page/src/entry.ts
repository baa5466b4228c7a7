// What decides which page is shown: how far the box has been set up, who is signed in, which language.
import {get, session} from './api';
import {cell} from './cell';
import {forgetLists} from './lists';
import {followEvents} from './live';
import {forgetToasts} from './parts/toasts';
import type {Language, Problem, Session, Setup} from './types';
import {guessLanguage, speak, spoken} from './words';

export const setup = cell<Setup | null>(null);
// Set while the box does not answer.
export const fault = cell<Problem | null>(null);
export const language = cell<Language>('en');

async function show(next: Language): Promise<void> {
  await speak(next);
  language.set(next);
}

export async function changeLanguage(next: Language): Promise<void> {
  localStorage.setItem('language', next);
  await show(next);
}

export async function enter(mine: Session): Promise<void> {
  if (mine.language !== spoken() && localStorage.getItem('language') === null) await show(mine.language);
  session.set(mine);
}

export async function look(): Promise<void> {
  const steps = await get<Setup>('/setup');
  if (!steps.ok) {
    fault.set(steps.problem);
    return;
  }
  fault.set(null);
  if (steps.value.step === 'password') session.set(null);
  else if (!session.value) {
    const who = await get<Session>('/session');
    if (who.ok) await enter(who.value);
    else session.set(null);
  }
  setup.set(steps.value);
}

export async function begin(): Promise<void> {
  await show(guessLanguage());
  session.watch(now => {
    if (now !== null) return;
    forgetLists();
    forgetToasts();
  });
  followEvents();
}

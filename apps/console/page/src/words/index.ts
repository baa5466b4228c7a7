// The words of the page in the language that is spoken. `w` is replaced as a whole when the language
// changes; the page is then drawn anew.
import type {Language} from '../types';
import type {Words} from './en';

export let w: Words;
let language: Language = 'en';

const loaders = {en: () => import('./en'), zh: () => import('./zh')};

export async function speak(next: Language): Promise<void> {
  w = (await loaders[next]()).words;
  language = next;
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
}

export const spoken = () => language;
export const locale = () => (language === 'zh' ? 'zh-CN' : 'en');

// Before anybody has signed in: what was chosen here before, or what the browser prefers.
export function guessLanguage(): Language {
  const chosen = localStorage.getItem('language');
  if (chosen === 'en' || chosen === 'zh') return chosen;
  for (const tag of navigator.languages) {
    if (/^zh\b/i.test(tag)) return 'zh';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

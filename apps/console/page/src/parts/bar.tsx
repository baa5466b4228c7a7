// The bar on top of every screen: where one is, who one is, language and light.
import type {ComponentChildren} from 'preact';
import {ask, session, userPath} from '../api';
import {useCell} from '../cell';
import {changeLanguage} from '../entry';
import {hrefOf} from '../route';
import {isDark, setTheme, theme} from '../theme';
import {spoken, w} from '../words';

async function switchLanguage(): Promise<void> {
  const next = spoken() === 'en' ? 'zh' : 'en';
  await changeLanguage(next);
  // Everything is drawn anew, this button too; who pressed it wants to be there still.
  setTimeout(() => document.querySelector<HTMLElement>('[data-testid=language]')?.focus());
  // Remembered for other browsers too; here it holds even if this fails.
  if (session.value) void ask('PATCH', userPath(session.value.name), {language: next});
}

export function Bar({children}: { children?: ComponentChildren }) {
  const mine = useCell(session);
  useCell(theme);
  const dark = isDark();
  const skip = (event: Event) => {
    event.preventDefault();  // the fragment is the page's own
    document.querySelector<HTMLElement>('main h1')?.focus();
  };
  return (
    <header class="bar">
      <a class="skip" href="#main" onClick={skip}>{w.nav.skip}</a>
      <a class="brand" href={hrefOf()}>Jackfield</a>
      {children}
      <div class="tools">
        <button type="button" class="plain" data-testid="language" lang={spoken() === 'en' ? 'zh-CN' : 'en'}
          onClick={() => void switchLanguage()}>{spoken() === 'en' ? '中文' : 'English'}</button>
        <button type="button" class="plain" data-testid="theme" onClick={() => setTheme(dark ? 'light' : 'dark')}>
          {dark ? w.nav.light : w.nav.dark}
        </button>
        {mine && <a class="plain" href={hrefOf('account')} data-testid="nav-account">{mine.name}</a>}
      </div>
    </header>
  );
}

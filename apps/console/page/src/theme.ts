// Dark or light: as the system has it, unless this browser was told otherwise.
import {cell} from './cell';

export type Theme = 'auto' | 'light' | 'dark';

const stored = localStorage.getItem('theme');
export const theme = cell<Theme>(stored === 'light' || stored === 'dark' ? stored : 'auto');

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
export const isDark = () => (theme.value === 'auto' ? systemIsDark.matches : theme.value === 'dark');

export function showTheme(): void {
  if (theme.value === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
}

export function setTheme(next: Theme): void {
  localStorage.setItem('theme', next);
  theme.set(next);
  showTheme();
}

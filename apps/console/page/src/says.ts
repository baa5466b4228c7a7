// Figures as people read them, in the language of the page.
import {locale} from './words';

// "2:10", "1:02:10".
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export function time(utc: string): string {
  const at = new Date(utc);
  const today = at.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(locale(), {
    ...(today ? {} : {day: 'numeric', month: 'short'}), hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }).format(at);
}
export const dateTime = (utc: string) =>
  new Intl.DateTimeFormat(locale(), {dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23'} as Intl.DateTimeFormatOptions)
    .format(new Date(utc));
export const date = (utc: string) => new Intl.DateTimeFormat(locale(), {dateStyle: 'long'}).format(new Date(utc));

export const number = (value: number, digits = 0) =>
  new Intl.NumberFormat(locale(), {maximumFractionDigits: digits}).format(value);

export function octets(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let left = value;
  while (left >= 1024 && unit < units.length - 1) {
    left /= 1024;
    unit++;
  }
  return `${number(left, left < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`;
}

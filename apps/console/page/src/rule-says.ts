// A rule and a route in plain words.
import {apps, fullNameOf} from './lists';
import type {Route, Rule} from './types';
import {w} from './words';

// "1??" stays a pattern; "\*43" is one number, since the star is meant.
export function numbersOf(pattern: string): string {
  if (pattern === '*' || pattern === '') return w.rules.anyNumber;
  const plain = pattern.replace(/\\([*?\\])/g, '$1');
  const wild = /(^|[^\\])[*?]/.test(pattern);
  return wild ? w.rules.numbersThatMatch(plain) : w.rules.theNumber(plain);
}

function domainOf(domain: string): string {
  if (domain === 'local' || domain === '') return '';
  return domain === 'foreign' ? w.rules.atForeign : w.rules.atDomain(domain);
}

// "conference 1234": the app, and what it is told.
export function appParts(argument: string): { name: string; option: string } {
  const [name = '', ...rest] = argument.split(' ');
  return {name, option: rest.join(' ')};
}

export function appOf(argument: string): string {
  const {name, option} = appParts(argument);
  const app = apps.items.value?.find(one => one.name === name);
  const says = app?.title ?? name;
  return option ? w.rules.withOption(says, app?.option?.name ?? '', option) : says;
}

function doingOf({action, argument}: Rule): string {
  switch (action) {
    case 'extension': return w.rules.does.extension;
    case 'proxy': return w.rules.does.proxy;
    case 'foreign': return w.rules.does.foreign;
    case 'app': return w.rules.does.app(appOf(argument));
    case 'redirect': return w.rules.does.redirect(argument);
    case 'reject': return w.rules.does.reject(argument);
  }
}

export const ruleSays = (rule: Rule) =>
  w.rules.sentence(w.rules.callers[rule.caller] ?? rule.caller, numbersOf(rule.user), domainOf(rule.domain), doingOf(rule));

// The term beside the words: what the command line and the API call it.
export const ruleTerm = (rule: Rule) =>
  `${rule.caller} · ${rule.user}@${rule.domain} → ${rule.action}${rule.argument ? ` ${rule.argument}` : ''}`;

export function routeSays(route: Route): string {
  switch (route.action) {
    case 'extension':
    case 'proxy':
      return w.explain.toExtension(fullNameOf(route.number ?? ''));
    case 'app': return w.explain.toApp(appOf([route.app, route.sound].filter(Boolean).join(' ')));
    case 'foreign': return w.explain.toForeign;
    case 'redirect': return w.explain.toUri(route.uri ?? '');
    case 'reject': return w.explain.refused(`${route.status ?? ''} ${route.why ?? ''}`.trim());
    default: return route.action;
  }
}

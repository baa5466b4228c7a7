// Where the page is: "#/people/101" is ["people", "101"]. In the fragment, so that the server knows
// exact paths only.
import {cell} from './cell';

function read(): string[] {
  return location.hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(text => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  });
}

export const route = cell(read());
addEventListener('hashchange', () => route.set(read()));

export const hrefOf = (...parts: string[]) => `#/${parts.map(encodeURIComponent).join('/')}`;
export const go = (...parts: string[]) => { location.hash = hrefOf(...parts); };

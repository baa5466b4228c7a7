import {render} from 'preact';
import '@picocss/pico/css/pico.fluid.classless.min.css';
import './style.css';
import {App} from './app';
import {begin, look} from './entry';
import {showTheme} from './theme';

showTheme();
await begin();  // nothing is drawn without words
render(<App />, document.body);
await look();

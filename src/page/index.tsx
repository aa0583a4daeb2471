import './styles/tokens.css';
import './styles/base.css';
import { render } from 'preact';
import { App } from './app.js';
import { start } from './state.js';

start();
render(<App />, document.body);

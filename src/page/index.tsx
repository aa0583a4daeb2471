import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/header.css';
import './styles/people.css';
import './styles/faults.css';
import './styles/stage.css';
import './styles/rich.css';
import './styles/workspace.css';
import './styles/wire.css';
import './styles/start.css';
import './styles/narrow.css';
import { render } from 'preact';
import { App } from './app.js';
import { start } from './state.js';

start();
render(<App />, document.body);

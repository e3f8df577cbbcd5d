/** The graph's entry: connects the view to VS Code and to what a reload kept. */
import { graphProtocolVersion, type GraphHostMessage, type GraphViewMessage } from '../../src/protocol/graph.ts';
import { readGraphSource, readHostMessage } from '../../src/protocol/graphGuards.ts';
import { registerControls } from '../shared/controls.ts';
import { connectHost } from '../shared/host.ts';
import { after, onceDue } from '../shared/once.ts';
import './graph.css';
import { GraphView } from './graphView.ts';
import { prepareFonts } from './render/text.ts';
import { readSaved } from './saved.ts';

/** Panning tells of every pixel; keeping it is worth less. */
const keepMs = 200;

registerControls();
const host = connectHost<GraphViewMessage, GraphHostMessage>(readHostMessage);
const keptSource = readGraphSource(host.kept());
const keptView = readSaved(host.kept());

const view = new GraphView({
  post: (message) => {
    host.post(message);
  },
  changed: onceDue(after(keepMs), () => {
    host.keep({ ...(view.store.source ?? keptSource), view: view.saved });
  }),
});
document.body.append(view.element);
if (keptView) view.restore(keptView);
// Until then the controls of the toolkit have no style.
if (document.readyState === 'complete') document.body.classList.add('loaded');
else
  window.addEventListener('load', () => {
    document.body.classList.add('loaded');
  });
host.listen((message) => {
  view.apply(message);
});
// VS Code tells a webview of another theme by the classes of its body.
new MutationObserver(() => {
  view.restyle();
}).observe(document.body, { attributeFilter: ['data-vscode-theme-id'] });
host.post({ type: 'ready', version: graphProtocolVersion });
// While the host answers.
prepareFonts();

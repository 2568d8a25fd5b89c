import { createClient, TaskwardError } from '@taskward/client';
import { type Conflict, type Offline, openOffline, type Task, type Undo } from '@taskward/client/offline';

const client = createClient({ cookies: true });
/** Of the user who is logged in. */
let offline: Offline | undefined;
let undoable: Undo | undefined;

const $ = <T extends HTMLElement>(selector: string, within: ParentNode = document): T => {
  const element = within.querySelector<T>(selector);
  if (!element) throw new Error(`The page has no ${selector}`);
  return element;
};
const copyOf = (template: string): HTMLElement =>
  $<HTMLTemplateElement>(template).content.firstElementChild!.cloneNode(true) as HTMLElement;

// The session

/** One after the other: sessions may change faster than a store opens. */
let shown = Promise.resolve();
const showSession = () => (shown = shown.then(openTasks).catch((error: unknown) => console.warn(error)));

async function openTasks(): Promise<void> {
  await offline?.close();
  const isLoggedIn = (await client.userId()) !== undefined;
  offline = isLoggedIn ? await openOffline({ client, online: !offlineSwitch.checked }) : undefined;
  offline?.subscribe(render);
  showUndo();
  $('#login').hidden = isLoggedIn;
  $('#app').hidden = !isLoggedIn;
  $<HTMLInputElement>(isLoggedIn ? '#add input' : '#login input').focus();
  render();
}

$<HTMLFormElement>('#login').onsubmit = (event) => {
  event.preventDefault();
  const form = event.currentTarget as HTMLFormElement;
  const fields = new FormData(form);
  const [email, password] = [fields.get('email') as string, fields.get('password') as string];
  const username = email.replace(/[^\w.-]/g, '-').slice(0, 50);
  const isNew = (event.submitter as HTMLButtonElement).name === 'register';
  const session = isNew
    ? client.register({ email, password, username, full_name: email.split('@')[0]! })
    : client.login({ username: email, password });
  $('#refusal').textContent = '';
  session.then(
    () => form.reset(),
    (error: unknown) => ($('#refusal').textContent = reasonOf(error)),
  );
};

function reasonOf(error: unknown): string {
  if (!(error instanceof TaskwardError)) return 'There is no network.';
  const { detail, errors = [] } = error.problem;
  return errors.map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}`).join('. ') || detail;
}

$('#log-out').onclick = () => void client.logout().catch((error: unknown) => console.warn(reasonOf(error)));

// The tasks

const offlineSwitch = $<HTMLInputElement>('#offline');
offlineSwitch.onchange = () => offline?.setOnline(!offlineSwitch.checked);

$<HTMLFormElement>('#add').onsubmit = (event) => {
  event.preventDefault();
  const form = event.currentTarget as HTMLFormElement;
  void offline?.create({ title: new FormData(form).get('title') as string });
  form.reset();
};

const rows = new Map<string, HTMLElement>();
let shownConflicts: readonly Conflict[] = [];

function render(): void {
  const list = $('#tasks');
  const tasks = offline?.tasks() ?? [];
  for (const [id, row] of rows) {
    if (offline?.task(id)) continue;
    row.remove();
    rows.delete(id);
  }
  tasks.forEach((task, i) => {
    const row = rows.get(task.id) ?? addRow(task.id);
    update(row, task);
    // Moving a row takes the focus out of it, so only what stands elsewhere moves.
    if (list.children[i] !== row) list.insertBefore(row, list.children[i] ?? null);
  });
  const conflicts = offline?.conflicts() ?? [];
  if (conflicts !== shownConflicts) $('#conflicts').replaceChildren(...conflicts.map(conflictCard));
  shownConflicts = conflicts;
  const status = offline ? `${STATUS[offline.status()]} · ${offline.unsent()} unsent` : '';
  if ($('#status').textContent !== status) $('#status').textContent = status;
}

const STATUS = { live: 'Live', waiting: 'Connecting', offline: 'Offline', 'signed-out': 'Logged out' };

function addRow(id: string): HTMLElement {
  const row = copyOf('#task');
  const [done, title] = [$<HTMLInputElement>('[type=checkbox]', row), $<HTMLInputElement>('.title', row)];
  done.onchange = () => void offline?.patch(id, { completed: done.checked });
  title.onchange = () => {
    if (title.value.trim() === '') title.value = title.defaultValue;
    else void offline?.patch(id, { title: title.value });
  };
  title.onkeydown = ({ key, isComposing }) => {
    if (isComposing) return;
    if (key === 'Escape') title.value = title.defaultValue;
    if (key === 'Escape' || key === 'Enter') title.blur();
  };
  $('button', row).onclick = () => void remove(id, title.value);
  rows.set(id, row);
  return row;
}

function update(row: HTMLElement, task: Task): void {
  const [done, title] = [$<HTMLInputElement>('[type=checkbox]', row), $<HTMLInputElement>('.title', row)];
  done.checked = task.completed;
  done.setAttribute('aria-label', `Done: ${task.title}`);
  $('button', row).setAttribute('aria-label', `Delete ${task.title}`);
  // What a person is typing stays.
  if (document.activeElement !== title || title.value === title.defaultValue) title.value = task.title;
  title.defaultValue = task.title;
}

async function remove(id: string, title: string): Promise<void> {
  const next = rows.get(id)?.nextElementSibling?.querySelector<HTMLElement>('.title');
  showUndo(await offline?.delete(id), title);
  (next ?? $('#undo')).focus();
}

function showUndo(token?: Undo, title = ''): void {
  undoable = token;
  $('#undo').hidden = token === undefined;
  $('#deleted').textContent = token ? `“${title}” is deleted.` : '';
}

$('#undo').onclick = () => {
  if (undoable) void offline?.undo(undoable);
  showUndo();
  $('#add input').focus();
};

function conflictCard(conflict: Conflict): HTMLElement {
  const card = copyOf('#conflict');
  const { operation, fields, current, detail } = conflict;
  const mine = operation.data;
  const of = (task: object | undefined, field: string) =>
    String((task as Record<string, unknown> | undefined)?.[field]);
  const differences = fields.map((field) => `${field}: yours “${of(mine, field)}”, theirs “${of(current, field)}”`);
  const what = fields.length > 0 ? 'Another device has changed the same:' : detail;
  $('.what', card).textContent = [what, ...differences].join('\n');
  const [keep, drop] = card.querySelectorAll('button');
  keep!.onclick = () => void offline?.resolve(conflict, 'mine');
  drop!.onclick = () => void offline?.resolve(conflict, 'theirs');
  return card;
}

client.onSessionChange(() => void showSession());
void showSession();

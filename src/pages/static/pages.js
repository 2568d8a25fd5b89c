/* global document, fetch, location, history, URLSearchParams, addEventListener */

// The fragment of a URL is sent to no server. A mail scanner that opens the link changes nothing: a person has to press
// the button.
const token = new URLSearchParams(location.hash.slice(1)).get('token');
const form = document.querySelector('form');
const outcome = document.querySelector('#outcome');
const password = document.querySelector('#new_password');
const passwordError = document.querySelector('#new_password-error');
const UNREACHABLE = { detail: 'The server cannot be reached. Try again.' };

if (token) form.hidden = false;
else outcome.textContent = 'This link is not complete. Open it from the mail once more, or copy all of it.';

// Another link of a mail, opened in this tab, changes the fragment alone.
addEventListener('hashchange', () => location.reload());

document.querySelector('#shown')?.addEventListener('change', ({ target }) => {
  password.type = target.checked ? 'text' : 'password';
});

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  if (button.disabled) return;
  button.disabled = true;
  show('', '');
  try {
    const problem = await send();
    if (problem === undefined) finish();
    else showProblem(problem);
  } finally {
    button.disabled = false;
  }
});

/** @returns the problem (RFC 9457) that the server answers with, if it does not do what it is asked for. */
async function send() {
  try {
    const response = await fetch(`api/v1/auth/${form.dataset.operation}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token, ...(password && { new_password: password.value }) }),
    });
    return response.ok ? undefined : await response.json();
  } catch {
    return UNREACHABLE;
  }
}

function finish() {
  // The link is used up: what stays in the history is the page alone.
  history.replaceState(null, '', location.pathname);
  form.remove();
  outcome.textContent = outcome.dataset.done;
  outcome.focus();
}

function showProblem({ title, detail, errors = [] }) {
  const ofPassword = password ? errors.filter(({ pointer }) => pointer === '/new_password') : [];
  const faults = ofPassword.map((error) => `The password ${error.detail}.`).join(' ');
  show(ofPassword.length > 0 ? '' : detail || title, faults);
  (ofPassword.length > 0 ? password : outcome).focus();
}

function show(sentence, fault) {
  outcome.textContent = sentence;
  outcome.classList.toggle('error', sentence !== '');
  if (!password) return;
  passwordError.textContent = fault;
  password.setAttribute('aria-invalid', String(fault !== ''));
}

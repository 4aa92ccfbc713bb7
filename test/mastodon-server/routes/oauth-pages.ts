import { escapeHtml } from '../text/render.ts'

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head><body><main>${body}</main></body></html>`
}

/** Asks for name and password; `returnTo` is a path of this server. */
export function signInPage(returnTo: string, problem: string): string {
  return page(
    'Log in',
    `<h1>Log in</h1>${problem === '' ? '' : `<p role="alert">${escapeHtml(problem)}</p>`}
<form method="post" action="/auth/sign_in"><input type="hidden" name="return_to" value="${escapeHtml(returnTo)}">
<label>E-mail address <input name="user[email]" autocomplete="username"></label>
<label>Password <input type="password" name="user[password]" autocomplete="current-password"></label>
<button type="submit">Log in</button></form>`,
  )
}

/** Asks whether the application may; both buttons post what the application asked for. */
export function consentPage(appName: string, username: string, scopes: readonly string[], asked: Readonly<Record<string, string>>): string {
  const hidden = Object.entries(asked)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('')
  return page(
    'Authorization required',
    `<h1>Authorization required</h1><p><strong>${escapeHtml(appName)}</strong> would like permission to access your account @${escapeHtml(username)}.</p>
<ul>${scopes.map((scope) => `<li>${escapeHtml(scope)}</li>`).join('')}</ul>
<form method="post" action="/oauth/authorize">${hidden}<button type="submit">Authorize</button></form>
<form method="post" action="/oauth/authorize"><input type="hidden" name="_method" value="delete">${hidden}<button type="submit">Deny</button></form>`,
  )
}

/** Shows the code a person copies into the application; `code` is escaped already. */
export function codePage(code: string): string {
  return page(
    'Authorization code',
    `<h1>Copy this authorization code and paste it to the application.</h1><input class="oauth-code" aria-label="Authorization code" type="text" readonly value="${code}">`,
  )
}

export function errorPage(problem: string): string {
  return page('An error has occurred', `<h1>An error has occurred</h1><p role="alert">${escapeHtml(problem)}</p>`)
}

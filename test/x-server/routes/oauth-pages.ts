import { escapeHtml } from '../../mastodon-server/text/render.ts'

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head><body><main>${body}</main></body></html>`
}

/** Asks who is there and whether the app may; both buttons post what the app asked for. */
export function consentPage(app: string, scopes: readonly string[], asked: Readonly<Record<string, string>>, problem: string): string {
  const hidden = Object.entries(asked)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('')
  return page(
    'Authorize app',
    `<h1>${escapeHtml(app)} wants to access your account.</h1>${problem === '' ? '' : `<p role="alert">${escapeHtml(problem)}</p>`}
<ul>${scopes.map((scope) => `<li>${escapeHtml(scope)}</li>`).join('')}</ul>
<form method="post" action="/i/oauth2/authorize">${hidden}
<label>Username <input name="username" autocomplete="username"></label>
<label>Password <input type="password" name="password" autocomplete="current-password"></label>
<button type="submit" name="decision" value="allow">Authorize app</button><button type="submit" name="decision" value="deny">Cancel</button></form>`,
  )
}

export function errorPage(problem: string): string {
  return page('Something went wrong', `<h1>Something went wrong</h1><p role="alert">${escapeHtml(problem)}</p>`)
}

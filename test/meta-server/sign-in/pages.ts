import { escapeHtml } from '../../mastodon-server/text/render.ts'

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><main>${body}</main></body></html>`
}

/** Asks whether the app may; both buttons post what it asked for. */
export function consentPage(app: string, permissions: readonly string[], asked: ReadonlyMap<string, string>): string {
  const hidden = [...asked].map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`).join('')
  return page(
    'Log in to Threads',
    `<h1>App ${escapeHtml(app)} wants access</h1><ul>${permissions.map((name) => `<li>${escapeHtml(name)}</li>`).join('')}</ul>
<form method="post" action="/oauth/authorize">${hidden}<label>Signed in as <input name="as"></label>
<button name="button" value="allow">Continue</button><button name="button" value="deny">Cancel</button></form>`,
  )
}

export function problemPage(problem: string): string {
  return page('Something went wrong', `<h1>Something went wrong</h1><p role="alert">${escapeHtml(problem)}</p>`)
}

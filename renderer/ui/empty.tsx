import type { ReactElement, ReactNode } from 'react'

/** What an empty place says: one title, one sentence, at most one button. */
export function Empty({ title, text, children }: { title: string; text: string; children?: ReactNode }): ReactElement {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <p>{text}</p>
      {children === undefined ? null : <div className="empty-act">{children}</div>}
    </div>
  )
}

/** Grey rows while nothing is stored yet. They do not shimmer. */
export function Skeletons(): ReactElement {
  return (
    <div aria-busy="true">
      {[
        ['34%', '92%', '60%'],
        ['26%', '80%'],
        ['40%', '88%', '44%'],
        ['30%', '70%'],
      ].map((widths, index) => (
        <div className="skel" key={index}>
          <i />
          <div>
            {widths.map((width) => (
              <i key={width} style={{ width }} />
            ))}
          </div>
        </div>
      ))}
    </div>
  )
}

/** 12 px, beside the name of what is being asked; never over content. */
export function Spinner(): ReactElement {
  return <i className="spin" aria-hidden="true" />
}

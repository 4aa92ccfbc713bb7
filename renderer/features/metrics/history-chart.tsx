import { useEffect, useRef, useState, type ReactElement, type RefObject } from 'react'
import { t } from '../../i18n/i18n.ts'
import { fullCount } from '../../text/numbers.ts'
import { duration } from '../../text/time.ts'
import { axisTop, linePath, stretchesOf, timeMarks, type Sample } from './chart.ts'

type HistoryChartProps = {
  /** The name of the number. */
  readonly what: string
  readonly network: string
  readonly samples: readonly Sample[]
  /** When it was posted, epoch ms. */
  readonly from: number
}

const HEIGHT = 180
const TOP = 8
const BASE = 158
const LEFT = 36
const RIGHT = 62
const MARK_EVERY_PX = 64

/** One number of one post over time, drawn for the width there is. Only what was measured is a line. */
export function HistoryChart({ what, network, samples, from }: HistoryChartProps): ReactElement {
  const box = useRef<HTMLElement>(null)
  const width = useWidth(box)
  const last = samples.at(-1)
  const to = Math.max(last?.at ?? from, from + 1)
  const plot = Math.max(80, width - LEFT - RIGHT)
  const { unit, marks } = timeMarks(from, to, Math.max(2, Math.floor(plot / MARK_EVERY_PX)))
  const top = axisTop(Math.max(0, ...samples.map(({ value }) => value)))
  const x = (at: number): number => LEFT + ((at - from) / (to - from)) * plot
  const y = (value: number): number => BASE - (value / top) * (BASE - TOP)
  const stretches = stretchesOf(samples)
  const size = unit === 'days' ? 86_400_000 : 3_600_000
  const colour = 'var(--accent-text)'
  return (
    <section className="chart" ref={box}>
      <h2>
        {t('metrics.since', { what })} <small>{t(`metrics.${unit}`)}</small>
      </h2>
      {last === undefined || samples.length < 2 ? (
        <p className="meta">{t(last === undefined ? 'metrics.noSamples' : 'metrics.tooFew')}</p>
      ) : (
        <svg
          className="plot"
          width={width}
          height={HEIGHT}
          viewBox={`0 0 ${String(width)} ${String(HEIGHT)}`}
          role="img"
          aria-label={t('metrics.chart', { what, count: fullCount(last.value), time: duration(last.at - from) })}
        >
          {[0, top / 2, top].map((value) => (
            <g key={value}>
              <line className={value === 0 ? 'base' : 'ax'} x1={LEFT} x2={LEFT + plot} y1={y(value)} y2={y(value)} />
              <text x={LEFT - 6} y={y(value) + 4} textAnchor="end">
                {fullCount(value)}
              </text>
            </g>
          ))}
          {marks.map((mark) => (
            <text key={mark} x={x(from + mark * size)} y={HEIGHT - 5} textAnchor="middle">
              {mark}
            </text>
          ))}
          {stretches.map(({ samples: part, measured }) => (
            <path
              key={`${String(part[0]?.at)} ${String(measured)}`}
              d={linePath(part.map(({ at, value }) => ({ x: x(at), y: y(value) })))}
              fill="none"
              stroke={colour}
              strokeWidth={2}
              strokeLinecap="round"
              {...(measured ? {} : { strokeDasharray: '2 4' })}
            />
          ))}
          <circle cx={x(last.at)} cy={y(last.value)} r={2.5} fill={colour} />
          <text x={LEFT + plot + 6} y={y(last.value)} className="strong">
            {fullCount(last.value)}
          </text>
          <text x={LEFT + plot + 6} y={y(last.value) + 13}>
            {network}
          </text>
        </svg>
      )}
      {stretches.some(({ measured }) => !measured) ? <p className="meta">{t('metrics.gap')}</p> : null}
    </section>
  )
}

/** The width of what is inside an element's padding, px; follows it when the window changes. */
function useWidth(box: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [box])
  return width
}

import type { DraftProblem } from '../../shared/model/draft-problem.ts'
import { fileSize } from '../text/file-size.ts'
import { mimeNames } from '../text/mime-names.ts'
import { fullCount } from '../text/numbers.ts'
import { clockTime, duration } from '../text/time.ts'
import { t, tCode, type MessageValues } from './i18n.ts'

type WordContext = { readonly target: string; readonly number: number; readonly several: boolean; readonly count?: number }

/** The sentence for a problem's code. Numbers come as the person reads them; what is counted decides between one and many. */
export function problemWords(problem: Pick<DraftProblem, 'code' | 'values'>, context: WordContext): string {
  const values: Record<string, string | number> = { ...problem.values, target: context.target, number: context.number }
  const numbers = (name: string): number => Number(problem.values[name] ?? 0)
  const words: MessageValues = {
    ...values,
    count: context.count ?? numbers('over'),
    total: fullCount(numbers('count')),
    limit: fullCount(numbers('limit')),
    amount: t(problem.values['unit'] === 'utf8-bytes' ? 'unit.bytes' : 'unit.characters', { count: numbers('over') }),
    size: fileSize(numbers('bytes')),
    limitSize: fileSize(numbers('limit')),
    megapixels: (numbers('pixels') / 1_000_000).toFixed(1),
    limitMegapixels: (numbers('limit') / 1_000_000).toFixed(1),
    types: mimeNames(String(problem.values['allowed'] ?? '')),
    time: clockTime(numbers('until')),
    length: duration(numbers('seconds') * 1000),
    limitLength: duration(numbers('limit') * 1000),
    wanted: visibilityName(problem.values['visibility']),
  }
  const key = problem.code === 'empty-post' && context.several ? 'empty-segment' : problem.code
  return tCode('problem', key, words, 'problem.other')
}

function visibilityName(value: string | number | undefined): string {
  return value === 'public' || value === 'unlisted' || value === 'followers' || value === 'direct' ? t(`post.visibility.${value}`) : ''
}

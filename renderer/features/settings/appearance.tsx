import type { ReactElement } from 'react'
import type { Settings } from '../../../shared/model/settings.ts'
import { t } from '../../i18n/i18n.ts'
import { useNetworks } from '../../queries/accounts.ts'
import { Segments } from '../../ui/segments.tsx'
import { SamplePostCard, SAMPLES } from '../welcome/sample-post.tsx'
import { change, SettingRow, SwitchRow } from './setting-row.tsx'
import { ThemePicture } from './theme-picture.tsx'

const THEMES = ['system', 'light', 'dark'] as const
const TYPEFACES = ['inter', 'system'] as const
const DENSITIES = ['compact', 'normal', 'roomy'] as const
/** Root font sizes, px. 16 is in the middle. */
const SMALLEST = 12
const LARGEST = 20

/** How everything looks. What is chosen is seen at once, on the page and on a sample. */
export function Appearance({ settings }: { settings: Settings }): ReactElement {
  const networks = useNetworks()
  const [sample] = SAMPLES
  return (
    <>
      <SettingRow label={t('settings.theme')} note={t('settings.themeText')}>
        <div className="themes" role="radiogroup" aria-label={t('settings.theme')}>
          {THEMES.map((theme) => (
            <label key={theme} className={settings.theme === theme ? 'on' : ''}>
              <input type="radio" className="sr" name="theme" checked={settings.theme === theme} onChange={() => change({ theme })} />
              <ThemePicture theme={theme} />
              {t(`settings.${theme}`)}
            </label>
          ))}
        </div>
      </SettingRow>
      <SettingRow label={t('settings.fontSize')}>
        <div className="slider">
          <span aria-hidden="true" className="small-a">
            A
          </span>
          <input
            type="range"
            min={SMALLEST}
            max={LARGEST}
            step={1}
            aria-label={t('settings.fontSize')}
            aria-valuetext={t('settings.fontSizeValue', { count: settings.fontSize })}
            value={settings.fontSize}
            style={{ backgroundSize: `${String(filled(settings.fontSize))}% 4px, 100% 4px` }}
            onChange={(event) => change({ fontSize: Number(event.target.value) })}
          />
          <span aria-hidden="true" className="large-a">
            A
          </span>
        </div>
      </SettingRow>
      <SettingRow label={t('settings.typeface')} note={t('settings.typefaceText')}>
        <Segments
          label={t('settings.typeface')}
          value={settings.typeface}
          options={TYPEFACES.map((value) => ({ value, label: t(`settings.${value}`) }))}
          onChange={(typeface) => change({ typeface })}
        />
      </SettingRow>
      <SettingRow label={t('settings.density')}>
        <Segments
          label={t('settings.density')}
          value={settings.density}
          options={DENSITIES.map((value) => ({ value, label: t(`settings.${value}`) }))}
          onChange={(density) => change({ density })}
        />
      </SettingRow>
      <div className="preview" role="img" aria-label={t('settings.preview')}>
        <div inert>{sample === undefined ? null : <SamplePostCard sample={sample} networks={networks} />}</div>
      </div>
      <SwitchRow
        label={t('settings.colouredMarks')}
        note={t('settings.colouredMarksText')}
        checked={settings.colouredMarks}
        onChange={(colouredMarks) => change({ colouredMarks })}
      />
      <SwitchRow
        label={t('settings.reduceMotion')}
        note={t('settings.reduceMotionText')}
        checked={settings.reduceMotion}
        onChange={(reduceMotion) => change({ reduceMotion })}
      />
    </>
  )
}

/** How much of the slider lies before its thumb, per cent. */
function filled(fontSize: number): number {
  return Math.max(0, Math.min(100, ((fontSize - SMALLEST) / (LARGEST - SMALLEST)) * 100))
}

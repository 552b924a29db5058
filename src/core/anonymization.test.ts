import { describe, expect, test } from 'vitest'
import {
  type Anonymization,
  cancelAnonymization,
  completeAnonymization,
  failAnonymization,
  isAnonymizationOpen,
  requestAnonymization,
  startAnonymization,
} from './anonymization.ts'

const NONE: Anonymization = { anonymizationStatus: null, anonymizationInfo: null }
const ANNA = { id: 'aaaaaaaaaa', first_name: 'Anna', last_name: 'Nowak', email: 'anna@shop.test' }
const OTTO = { ...ANNA, id: 'bbbbbbbbbb', first_name: 'Otto' }
const at = (hour: number) => new Date(Date.UTC(2026, 0, 2, hour))

const requested = requestAnonymization(NONE, ANNA, at(1))
const started = startAnonymization(requested, at(2))
const completed = completeAnonymization(started, at(3))
const failed = failAnonymization(started, at(3))
const cancelled = cancelAnonymization(started, OTTO, at(3))

describe('an anonymization', () => {
  test('gathers its times and who asked, and only what applies', () => {
    expect(completed).toEqual({
      anonymizationStatus: 'completed',
      anonymizationInfo: {
        status: 'completed',
        requested_at: '2026-01-02T01:00:00.000Z',
        requester: ANNA,
        started_at: '2026-01-02T02:00:00.000Z',
        completed_at: '2026-01-02T03:00:00.000Z',
      },
    })
    expect(Object.keys(failed.anonymizationInfo ?? {}).sort()).toEqual(
      ['failed_at', 'requested_at', 'requester', 'started_at', 'status'].sort(),
    )
    expect(cancelled.anonymizationInfo).toMatchObject({
      status: 'cancelled',
      cancelled_at: '2026-01-02T03:00:00.000Z',
      requester: ANNA,
      cancellation_requester: OTTO,
    })
  })

  test('is open until it is completed, failed or cancelled', () => {
    expect([requested, started].map(isAnonymizationOpen)).toEqual([true, true])
    expect([NONE, completed, failed, cancelled].map(isAnonymizationOpen)).toEqual([
      false,
      false,
      false,
      false,
    ])
  })

  test('is refused while one is open; cancelled or moved on only while one is', () => {
    const refused = (anonymization: string) =>
      expect.objectContaining({ code: 'invalid-value', facts: expect.objectContaining({ anonymization }) })
    for (const open of [requested, started])
      expect(() => requestAnonymization(open, OTTO, at(4))).toThrow(refused('open'))
    for (const closed of [NONE, completed, failed, cancelled]) {
      expect(() => cancelAnonymization(closed, OTTO, at(4))).toThrow(refused('not-open'))
      for (const advance of [startAnonymization, completeAnonymization, failAnonymization])
        expect(() => advance(closed, at(4))).toThrow(refused('not-open'))
    }
  })

  test('may be requested again, and forgets the one before', () => {
    for (const closed of [completed, failed, cancelled])
      expect(requestAnonymization(closed, OTTO, at(5)).anonymizationInfo).toEqual({
        status: 'requested',
        requested_at: '2026-01-02T05:00:00.000Z',
        requester: OTTO,
      })
  })
})

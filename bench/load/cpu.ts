/** Processor time of processes, read from the kernel: it does not depend on what else the machine does. Linux only. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

let ticks: number | undefined
const ticksPerSecond = (): number => {
  ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  return ticks
}

/** The fields after the command's name, which may itself hold spaces and brackets. */
function fieldsOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** User and system time of one process since it began, in microseconds. */
export function cpuMicroseconds(pid: number): number {
  const fields = fieldsOf(pid)
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond()) * 1e6
}

/** The process and all below it, such as the workers of a server or the backends of a database. */
export function familyOf(pid: number): number[] {
  const parents = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const parent = Number(fieldsOf(Number(name))[1])
      parents.set(parent, [...(parents.get(parent) ?? []), Number(name)])
    } catch {
      // It ended meanwhile.
    }
  }
  const family = [pid]
  for (const member of family) family.push(...(parents.get(member) ?? []))
  return family
}

/** Resident memory of a process and all below it, in bytes. What they share is counted in each. */
export const residentBytes = (pid: number): number =>
  familyOf(pid)
    .map((member) => Number(/^VmRSS:\s+(\d+) kB/m.exec(statusOf(member))?.[1] ?? 0) * 1024)
    .reduce((total, bytes) => total + bytes, 0)

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}

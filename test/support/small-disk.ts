/** Disks of a few megabytes that a test fills up, makes read-only or breaks; only root may mount one. */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk {
  folder: string
  /** Takes all the room that is left. */
  fill(): void
  /** Gives it back. */
  free(): void
  /** Only while nobody has a file open for writing. */
  setReadOnly(isReadOnly: boolean): void
  remove(): void
}

const run = (program: string, ...args: string[]): void => {
  execFileSync(program, args, { stdio: 'ignore' })
}

let mayMount: boolean | undefined
/** Says so, once, where nobody may. */
export function canMount(): boolean {
  if (mayMount === undefined) {
    try {
      mountSmallDisk(1).remove()
      mayMount = true
    } catch {
      mayMount = false
      console.warn('Nobody may mount a disk here: tests of full and read-only disks are SKIPPED')
    }
  }
  return mayMount
}

/** In memory. */
export function mountSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'small-disk-'))
  try {
    run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder)
  } catch (error) {
    rmSync(folder, { recursive: true })
    throw error
  }
  // PostgreSQL may run as a user of its own, and has to get at its folder in here.
  chmodSync(folder, 0o711)
  const ballast = join(folder, 'ballast')
  return {
    folder,
    fill() {
      const file = openSync(ballast, 'a')
      try {
        for (const piece of [Buffer.alloc(1 << 20), Buffer.alloc(4096), Buffer.alloc(1)])
          writeAll(file, piece)
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(ballast, { force: true }),
    setReadOnly: (isReadOnly) => run('mount', '-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, folder),
    remove() {
      run('umount', '-l', folder)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function writeAll(file: number, piece: Buffer): void {
  try {
    for (;;) writeSync(file, piece)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}

export interface BreakableDisk {
  folder: string
  /** As a disk with an error: the system takes no writes any more, whoever has files open. */
  breakDown(): void
  /** Checked and mounted anew, once nobody has a file open. */
  mend(): void
  remove(): void
}

/** A file system in a file, which turns read-only on an error (ext4's errors=remount-ro); null where there is none. */
export function mountBreakableDisk(megabytes: number): BreakableDisk | null {
  const place = mkdtempSync(join(tmpdir(), 'breakable-disk-'))
  const [image, folder] = [join(place, 'image'), join(place, 'disk')]
  const mount = () => run('mount', '-o', 'loop,errors=remount-ro', image, folder)
  try {
    writeFileSync(image, '')
    truncateSync(image, megabytes << 20)
    mkdirSync(folder)
    run('mkfs.ext4', '-q', image)
    mount()
  } catch {
    rmSync(place, { recursive: true })
    return null
  }
  return {
    folder,
    breakDown() {
      const line = readFileSync('/proc/mounts', 'utf8')
        .split('\n')
        .find((one) => one.split(' ')[1] === folder)
      const device = /^\/dev\/(\S+)/.exec(line ?? '')?.[1] ?? ''
      writeFileSync(`/sys/fs/ext4/${device}/trigger_fs_error`, 'broken on purpose')
    },
    mend() {
      run('umount', folder)
      try {
        run('fsck.ext4', '-p', image)
      } catch (error) {
        // 1: errors were corrected.
        if ((error as { status?: number }).status !== 1) throw error
      }
      mount()
    },
    remove() {
      run('umount', '-l', folder)
      rmSync(place, { recursive: true, force: true })
    },
  }
}

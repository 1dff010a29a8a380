/** Numbers of one system call; null where the architecture has no such call. */
export interface SyscallNumbers {
  readonly x64: number | null
  readonly arm64: number | null
}

const call = (x64: number | null, arm64: number | null = x64): SyscallNumbers => ({ x64, arm64 })

/** Calls that answer EPERM: a way to other processes, to mounts and namespaces, to the kernel's own insides. */
export const DENIED_SYSCALLS = {
  ptrace: call(101, 117),
  process_vm_readv: call(310, 270),
  process_vm_writev: call(311, 271),
  process_madvise: call(440),
  pidfd_getfd: call(438),
  kcmp: call(312, 272),
  mount: call(165, 40),
  umount2: call(166, 39),
  pivot_root: call(155, 41),
  chroot: call(161, 51),
  open_tree: call(428),
  move_mount: call(429),
  fsopen: call(430),
  fsconfig: call(431),
  fsmount: call(432),
  fspick: call(433),
  mount_setattr: call(442),
  open_tree_attr: call(467),
  unshare: call(272, 97),
  setns: call(308, 268),
  io_uring_setup: call(425),
  io_uring_enter: call(426),
  io_uring_register: call(427),
  add_key: call(248, 217),
  request_key: call(249, 218),
  keyctl: call(250, 219),
  bpf: call(321, 280),
  perf_event_open: call(298, 241),
  userfaultfd: call(323, 282),
  fanotify_init: call(300, 262),
  open_by_handle_at: call(304, 265),
  kexec_load: call(246, 104),
  kexec_file_load: call(320, 294),
  create_module: call(174, null),
  init_module: call(175, 105),
  finit_module: call(313, 273),
  delete_module: call(176, 106),
  reboot: call(169, 142),
  swapon: call(167, 224),
  swapoff: call(168, 225),
  acct: call(163, 89),
  quotactl: call(179, 60),
  quotactl_fd: call(443),
  syslog: call(103, 116),
  settimeofday: call(164, 170),
  clock_settime: call(227, 112),
  clock_adjtime: call(305, 266),
  adjtimex: call(159, 171),
  sethostname: call(170, 161),
  setdomainname: call(171, 162),
  vhangup: call(153, 58),
  move_pages: call(279, 239),
  migrate_pages: call(256, 238),
  lookup_dcookie: call(212, 18),
  iopl: call(172, null),
  ioperm: call(173, null),
  modify_ldt: call(154, null),
  uselib: call(134, null),
} as const satisfies Record<string, SyscallNumbers>

/** Calls whose arguments decide. */
export const FILTERED_SYSCALLS = {
  clone: { x64: 56, arm64: 220 },
  clone3: { x64: 435, arm64: 435 },
  ioctl: { x64: 16, arm64: 29 },
  socket: { x64: 41, arm64: 198 },
} as const satisfies Record<string, SyscallNumbers>

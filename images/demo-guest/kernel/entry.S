// Stands where a bzImage has its decompressor: moves the kernel, which follows uncompressed, to the address that it runs
// at and starts it. The Linux boot protocol gives %esi = boot parameters, flat segments, interrupts off, paging off and
// no stack; four bytes of its scratch field serve for finding out where this was loaded.
  .set scratch_field, 0x1e4
  .text
  .code32
  .globl _start
_start:
  movl %esi, %ebx
  leal scratch_field + 4(%esi), %esp
  call here
here:
  popl %ebp
  // From the end, because the two places may overlap and the kernel moves upwards.
  leal image - here + IMAGE_BYTES - 4(%ebp), %esi
  movl $LOAD_ADDRESS + IMAGE_BYTES - 4, %edi
  movl $IMAGE_BYTES / 4, %ecx
  std
  rep movsl
  cld
  movl %ebx, %esi
  xorl %ebx, %ebx
  xorl %ebp, %ebp
  movl $ENTRY_ADDRESS, %eax
  jmp *%eax
  .balign 16
image:

/* What the code of kernels needs from outside: memory for their arrays, as Numba counts references to it, and a look at the
   processor. Numba's own (numba/core/runtime/nrt.cpp) counts statistics and knows Python; kernels need neither. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#if defined(__x86_64__) || defined(_M_X64)
#include <cpuid.h>
#endif

#ifdef _WIN32
#define PUBLIC __declspec(dllexport)
int _fltused = 1; /* the linker asks for it where floating-point numbers are used */
#else
#define PUBLIC __attribute__((visibility("default")))
#endif

typedef struct MemInfo {
    size_t references;
    void (*destructor)(void *data, size_t size, void *info);
    void *info;
    void *data;
    size_t size;
    void *allocator;
} MemInfo;

/* One block holds the counter and, behind it, the data; NULL, which kernels pass on as a status, if there is no memory. */
void *NRT_MemInfo_alloc_aligned(size_t size, uint32_t alignment) {
    if (alignment == 0 || size > SIZE_MAX / 2)
        return NULL;
    char *block = malloc(sizeof(MemInfo) + alignment + size);
    if (block == NULL)
        return NULL;
    uintptr_t first = (uintptr_t)(block + sizeof(MemInfo));
    MemInfo *memory = (MemInfo *)block;
    memory->references = 1;
    memory->destructor = NULL;
    memory->info = NULL;
    memory->data = (void *)((first + alignment - 1) / alignment * alignment);
    memory->size = size;
    memory->allocator = NULL;
    return memory;
}

void NRT_MemInfo_call_dtor(MemInfo *memory) {
    if (memory->destructor != NULL)
        memory->destructor(memory->data, memory->size, memory->info);
    free(memory);
}

void *NRT_Allocate(size_t size) { return malloc(size); }

void NRT_Free(void *memory) { free(memory); }

/* Strides of an array seen in another shape, both in the order of rows: 0 if it would have to be copied. Runs of old axes that
   lie without gaps are laid out again as the run of new axes with as many elements. */
int numba_attempt_nocopy_reshape(ptrdiff_t n_old, const ptrdiff_t *old_shape, const ptrdiff_t *old_strides, ptrdiff_t n_new,
                                 const ptrdiff_t *new_shape, ptrdiff_t *new_strides, ptrdiff_t item_size, int columns_first) {
    if (columns_first)
        return 0;
    ptrdiff_t shape[64], strides[64], n = 0, elements = 1;
    if (n_old > 64)
        return 0;
    for (ptrdiff_t axis = 0; axis < n_old; axis++) { /* axes of length 1 have any stride */
        elements *= old_shape[axis];
        if (old_shape[axis] != 1) {
            shape[n] = old_shape[axis];
            strides[n++] = old_strides[axis];
        }
    }
    if (elements == 0 || n == 0) {
        for (ptrdiff_t axis = n_new - 1, stride = item_size; axis >= 0; axis--) {
            new_strides[axis] = stride;
            stride *= new_shape[axis] > 0 ? new_shape[axis] : 1;
        }
        return 1;
    }
    ptrdiff_t first = 0, next = 0;
    while (first < n && next < n_new) {
        ptrdiff_t last = first + 1, end = next + 1, old_size = shape[first], new_size = new_shape[next];
        while (old_size != new_size) {
            if (old_size < new_size) {
                if (last >= n || strides[last - 1] != shape[last] * strides[last])
                    return 0;
                old_size *= shape[last++];
            } else {
                if (end >= n_new)
                    return 0;
                new_size *= new_shape[end++];
            }
        }
        ptrdiff_t stride = strides[last - 1];
        for (ptrdiff_t axis = end - 1; axis >= next; axis--) {
            new_strides[axis] = stride;
            stride *= new_shape[axis];
        }
        first = last;
        next = end;
    }
    for (; next < n_new; next++) /* what is left has length 1 */
        new_strides[next] = item_size;
    return 1;
}

/* Whether this is a processor of level 3 of the System V ABI for x86-64, and the system keeps its long registers. */
PUBLIC int gmmseg_supported(void) {
#if defined(__x86_64__) || defined(_M_X64)
    const unsigned fma = 1u << 12, movbe = 1u << 22, xsave = 1u << 27, avx = 1u << 28, f16c = 1u << 29; /* leaf 1, ecx */
    const unsigned bmi1 = 1u << 3, avx2 = 1u << 5, bmi2 = 1u << 8;                                      /* leaf 7, ebx */
    const unsigned lzcnt = 1u << 5; /* leaf 0x80000001, ecx */
    const unsigned basic = fma | movbe | xsave | avx | f16c, longer = bmi1 | avx2 | bmi2;
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & basic) != basic)
        return 0;
    unsigned low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    if ((low & 6) != 6)
        return 0;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (b & longer) != longer)
        return 0;
    return __get_cpuid(0x80000001, &a, &b, &c, &d) && (c & lzcnt) != 0;
#else
    return 1;
#endif
}

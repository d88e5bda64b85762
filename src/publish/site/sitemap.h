/* sitemap.h: what a SITEMAP function pushes: the public addresses of one kind of page. */
#ifndef PUBLISH_SITEMAP_H
#define PUBLISH_SITEMAP_H

#include "base/base.h"

struct sitemap_page {
    str path;    /* without language, "/programmes/b7kq2m" */
    i64 changed; /* UTC seconds; NO_DATE if unknown */
};
struct sitemap {
    struct sitemap_page *v;
    size_t n, cap;
};

/* The path is copied into the arena. */
void sitemap_add(struct sitemap *out, struct arena *a, str path, i64 changed);

#endif

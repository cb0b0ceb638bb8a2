# نمودارها، راه‌های نگاه کردن به آمار، و آنچه بین انتشارها تغییر کرد.
chart-finding = بزرگ‌ترین گروه: { $label }، حدود { $count } اعلام.
chart-finding-none = هیچ پاسخی آن‌قدر بزرگ نیست که نشان داده شود.
chart-next = سپس: { $list }.
chart-hidden =
    { $n ->
        [one] در { $n } پاسخ، تعداد اعلام‌ها برای نشان دادن خیلی کم است، یا هیچ است.
       *[other] در { $n } پاسخ، تعداد اعلام‌ها برای نشان دادن خیلی کم است، یا هیچ است.
    }
chart-all-shown = همهٔ پاسخ‌ها آن‌قدر بزرگ هستند که نشان داده شوند.
chart-not-shown = برای نشان دادن خیلی کم، یا هیچ
chart-others =
    { $n ->
        [one] { $n } پاسخ دیگر
       *[other] { $n } پاسخ دیگر
    }
chart-margin = انتهای کم‌رنگ هر میله حاشیهٔ خطا است: در 95 مورد از 100 مورد، عدد واقعی در آن قرار دارد.
chart-hatched = هاشورخورده یعنی: برای نشان دادن خیلی کم، یا هیچ. معلوم نیست کدام یک از این دو است. این عمدی است.
chart-tiles = برای هر استان یک خانه، تقریباً همان‌جا که روی نقشه است.
chart-table = عددها به شکل جدول
chart-download = دانلود
chart-source = { $name }، آمار { $release }. مجوز: { $licence }.
trend-title = تعداد اعلام‌ها در طول زمان
trend-release = انتشار
trend-finding = از حدود { $first } اعلام در { $from } تا حدود { $count } در { $to }.
trend-finding-one = حدود { $count } اعلام در { $to }.
trend-quarters = هر سه‌ماهه، اول جدیدترین: { $list }.
trend-no-quarter = هنوز هیچ سه‌ماهه‌ای منتشر نشده است.
trend-reading = خط، هفته‌ها را نشان می‌دهد. نوار دور آن حاشیهٔ خطا است. هر نقطه یک سه‌ماهه است.
view-alone = مرتب کردن و انتخاب
view-back = همهٔ جدول‌ها
view-misread = بخشی از این نشانی را نمی‌شناسیم. شما نمای معمولی را می‌بینید.
view-show = ردیف‌ها
view-show-usual = معمولی
view-show-all = همه در یک فهرست
view-show-shown = فقط ردیف‌هایی که عدد دارند
view-sort = ترتیب
view-sort-number = بر اساس تعداد
view-sort-name = بر اساس نام
view-region = بخش جهان
view-region-all = همه
release-changed = تغییر از { $release } تا حالا
release-changed-text = این، تفاوت دو عدد منتشرشده است. از خود آن عددها مطمئن‌تر است، چون هر دو همان نویز قدیمی را در خود دارند.
release-changed-total = تعداد اعلام‌ها: { $by } (حاشیهٔ خطا { $margin }).
release-changed-none = هیچ تغییر دیگری از حاشیهٔ خطای خود بزرگ‌تر نیست.
release-changed-rest =
    { $n ->
        [one] در { $n } عدد دیگر که در هر دو انتشار هست، تغییر روشنی دیده نمی‌شود.
       *[other] در { $n } عدد دیگر که در هر دو انتشار هست، تغییر روشنی دیده نمی‌شود.
    }
release-changed-what = چه چیزی
release-changed-by = تغییر
release-corrected = این آمار دوباره، به شکلی بهتر، منتشر شده است:
release-reason = هیئت‌مدیره به انگلیسی می‌نویسد:
release-corrects = این شکل تازه‌ای از همان آمار است. جای این یکی را می‌گیرد:
release-cite = این‌گونه به آن ارجاع دهید
release-cite-text = { $who } ({ $year }). { $name }: آمار { $release }. { $address }. { $licence }.
release-earlier = پیش از این: { $release }
release-later = پس از این: { $release }
release-nearby = انتشارهای دیگر
release-overview = جدیدترین سه‌ماهه: { $release }

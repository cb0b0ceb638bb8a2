# آمار.
figures-title = آمار
figures-none = هنوز آماری منتشر نشده است. اولین آمار پس از سه‌ماههٔ اول می‌آید.
figures-method-link = این آمار چگونه ساخته می‌شود
figures-quarters = هر سه‌ماهه
figures-quarters-text = همهٔ جدول‌ها. یک سه‌ماهه در اینجا سیزده یا چهارده هفته است. آمار آن پانزده روز پس از پایانش منتشر می‌شود.
figures-weeks = هر هفته
figures-weeks-text = فقط تعداد اعلام‌ها.
figures-weeks-older = هفته‌های پیشین
figures-data-title = خودتان با آمار کار کنید
figures-data = هر انتشار فایل‌هایی برای دانلود دارد. فهرست همهٔ انتشارها اینجاست:
number-about =
    { $n ->
        [one] حدود { $n } اعلام
       *[other] حدود { $n } اعلام
    }
number-margin = حاشیهٔ خطا { $margin } به بالا و به پایین است، در 95 مورد از 100 مورد. منتشرشده در { $day }.
number-hidden = هنوز اعلام‌ها برای نشان دادن خیلی کم است
release-title = آمار { $period }
release-back = همهٔ آمار
release-published = منتشرشده در { $day }.
release-contents = جدول‌های این صفحه
release-reading = عددها به مضرب پنج گرد شده‌اند. حاشیهٔ خطا کنار آن‌هاست: در 95 مورد از 100 مورد، عدد واقعی در آن قرار دارد.
release-hidden-rows =
    { $n ->
        [one] { $n } ردیف دیگر که عدد آن نشان داده نمی‌شود
       *[other] { $n } ردیف دیگر که عدد آن‌ها نشان داده نمی‌شود
    }
release-hidden = خط تیره یعنی: هیچ، کم، یا آن‌قدر نامطمئن که نشان داده نمی‌شود. معلوم نیست کدام یک از این سه است. این عمدی است.
release-files = فایل‌ها
release-files-text = این انتشار دیگر هرگز تغییر نمی‌کند. با عددهای کنترل و امضا می‌توانید این را بررسی کنید.
column-count = تعداد
column-margin = حاشیهٔ خطا
cell-hidden = نشان داده نمی‌شود
table-all = همهٔ اعلام‌ها
table-total = تعداد اعلام‌ها
table-nationality = بر اساس تابعیت
table-region = بر اساس بخش جهان
table-region_province = بر اساس بخش جهان و استان
table-region_province-note = جمع عددهای این جدول لازم نیست با جدول‌های دیگر یکی باشد، چون هر جدول نویز خودش را دارد.
table-province = بر اساس استان
table-birth_cohort = بر اساس سن در زمان اعلام
table-main_reason = بر اساس مهم‌ترین دلیل
table-tried = بر اساس تلاش برای کنار گذاشتن تابعیت
table-acquired = بر اساس اینکه تابعیت چگونه گرفته شد
dimension-all = چه چیزی
dimension-nationality = تابعیت
dimension-region = بخش جهان
dimension-province = استان
dimension-birth_cohort = سن
dimension-main_reason = مهم‌ترین دلیل
dimension-tried = تلاش
dimension-acquired = چگونه گرفته شد
caveat-corrects = این، شکل { $release } را درست می‌کند، با همان آمار: { $reason }
figures-late = قرار بود آمار { $release } در { $day } بیاید و دیر شده است. این تأخیر در آمار هیچ اثری ندارد: قرعهٔ نویز یک بار کشیده می‌شود، و دیگر هرگز.
figures-held = موعد آمار { $release } روز { $day } است. بنیاد فعلاً آن را نگه داشته و دلیلش را می‌نویسد: { $reason }
